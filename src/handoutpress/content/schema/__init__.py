"""Typed models of everything that is read from YAML, and of the leaflet they are merged into."""
