"""Printable patient handouts that clinic staff trust: YAML in, branded and accessible PDF leaflets out."""

from __future__ import annotations

__version__ = "0.1.0"
