"""Reuse in PDF files: what many files share is written once, as bytes."""
