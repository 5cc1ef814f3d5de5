"""A long mailing, killed at random moments again and again: nobody may get two messages, and nobody may be forgotten.

python benchmarks/soak_mail.py [MESSAGES] [KILLS] [SEED]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.helpers import killing  # noqa: E402
from tests.helpers.workspace import CLINIC, workspace  # noqa: E402


def main() -> int:
    """Run it; 1 if a message was lost or sent twice."""
    messages, kills, seed = (int(value) for value in (*sys.argv[1:], *("1000", "100", "1")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        folder = workspace(Path(name), CLINIC + "email: desk@clinic.example.org\n")
        found = killing.mailing(folder, messages, kills, seed=seed, longest=0.12)
    print(f"{messages} messages, killed {found.kills} times (seed {seed})")
    print(f"taken by the server: {found.taken}; twice: {found.twice}; lost: {found.lost}")
    print(f"listed as uncertain: {found.unsure}, of which the server had taken {found.unsure_taken}")
    return int(bool(found.twice or found.lost))


if __name__ == "__main__":
    sys.exit(main())
