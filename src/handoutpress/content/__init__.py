"""Content: what is written in files (clinic profiles, handouts, templates, words), read, checked and typed."""
