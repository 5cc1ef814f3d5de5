"""Blocks: the pieces of a section, laid out."""
