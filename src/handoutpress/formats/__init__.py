"""Formats: a leaflet as a web page, plain text or pictures."""
