"""Reuse in layout: a laid-out body is composed once, and filled for each clinic."""
