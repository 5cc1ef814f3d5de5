"""Merging: a clinic profile, a handout and a language become one leaflet, a tree that every format prints."""
