"""The press: one leaflet or a hundred thousand; what each depends on, who makes it, and where it goes."""
