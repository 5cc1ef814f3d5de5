"""A page that is killed again and again while people save and sign: what was acknowledged is on the disk, whole, and nothing is left.

python benchmarks/soak_web.py [KILLS] [SEED]
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.helpers import killing  # noqa: E402
from tests.helpers.workspace import CLINIC, workspace  # noqa: E402


def main() -> int:
    """Run it; 1 if something was lost, torn or left."""
    kills, seed = (int(value) for value in (*sys.argv[1:], *("20", "1")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        left = killing.page(workspace(Path(name), CLINIC), kills, seed=seed)
    print(", ".join(f"{what}: {count}" for what, count in asdict(left).items()))
    return int(bool(left.lost or left.torn or left.parts or left.workers))


if __name__ == "__main__":
    sys.exit(main())
