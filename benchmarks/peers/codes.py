"""QR codes for the peers: segno's, as this program makes them, so that all pay the same; kept by address unless each is to be new."""

from __future__ import annotations

from functools import lru_cache

import segno

Runs = tuple[int, tuple[tuple[int, int, int], ...]]


def drawn(url: str) -> Runs:
    """Modules to a side, and dark runs as (x, y, width) in modules, y downwards."""
    matrix = segno.make_qr(url, error="m").matrix
    out = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                out.append((start, y, x - start))
            x += 1
    return len(matrix), tuple(out)


kept = lru_cache(None)(drawn)


def svg(code: Runs) -> str:
    """The code as SVG."""
    n, runs = code
    path = "".join(f"M{x} {y}h{w}v1h-{w}z" for x, y, w in runs)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n} {n}" width="{n}" height="{n}"><path fill="#000" d="{path}"/></svg>'
