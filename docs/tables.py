"""Write docs/facts.md, docs/figures.md and docs/reading.md from the library: `.venv/bin/python docs/tables.py`."""

from pathlib import Path

from handoutpress.checks import tables
from handoutpress.content.library import Library

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    library = Library()
    (HERE / "facts.md").write_text(tables.facts_table(library, HERE / "fact-rows.csv"), encoding="utf-8")
    (HERE / "figures.md").write_text(tables.figures_table(library, HERE / "figure-rows.csv"), encoding="utf-8")
    (HERE / "reading.md").write_text(tables.reading_table(library), encoding="utf-8")
