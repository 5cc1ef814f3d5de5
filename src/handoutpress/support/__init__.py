"""Support: caches, files, and what the program knows of itself. Knows nothing of leaflets."""
