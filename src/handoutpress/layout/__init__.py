"""Layout: a leaflet and a template become pages of a tagged PDF. `document` is the way in."""
