"""Typesetting: a leaflet and a template -> a tagged PDF. `document` is the way in."""
