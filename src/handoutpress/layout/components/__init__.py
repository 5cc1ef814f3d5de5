"""Components: what stands around the sections of a leaflet."""
