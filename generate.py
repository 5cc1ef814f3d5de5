"""Make patient leaflets: `python generate.py --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
try:
    from handoutpress.cli.app import main
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is not installed. Run `make setup` once, then use .venv/bin/python generate.py; or see README.md.")

if __name__ == "__main__":
    main()
