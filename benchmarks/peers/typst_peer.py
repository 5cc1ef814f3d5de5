"""Typst: one compiler for all leaflets, the handout as a module of its own, PDF/UA-1.

`memo` keeps every clinic's value out of the rules that enclose the body, so that the compiler's cache can lay the body out once.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
from benchmarks import workload as w
from benchmarks.peers import codes

LIB = Path(__file__).with_name("lib.typ")
FONTS = "Open Sans"


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\#*_$`<>@[]~" else char for char in text).replace("//", "\\/\\/")


def _marked(text: str) -> str:
    return "".join(f"#strong[{_escaped(part)}]" if bold else _escaped(part) for part, bold in w.runs(text))


def _module(handout: dict[str, Any]) -> str:
    """A handout as a template author would keep it on disk."""
    out = ['#import "lib.typ": callout, dodont', f"#let title = {json.dumps(handout['title'])}",
           f"#let sources = [{_escaped(handout['sources'])}]", "#let body = [", f"= {_escaped(handout['title'])}",
           _marked(handout["lead"]), ""]  # fmt: skip
    for section in handout["sections"]:
        out.append(f"== {_escaped(section['heading'])}")
        for block in section["blocks"]:
            match block["kind"]:
                case "p":
                    out += ["", _marked(block["text"]), ""]
                case "ul" | "ol" as kind:
                    out += ["", *(("- " if kind == "ul" else "+ ") + _marked(text) for text in block["items"]), ""]
                case "callout":
                    out += ["", f"#callout[{_marked(block['title'])}][{_marked(block['text'])}]", ""]
                case "table":
                    rows = ", ".join("(" + ", ".join(f"[{_marked(cell)}]" for cell in row) + ")" for row in block["rows"])
                    out += ["", f"#dodont(({', '.join(f'[{_escaped(cell)}]' for cell in block['head'])}), {rows})", ""]
                case "figures":
                    drawn = ", ".join(f'image("{name}.svg", width: 100%, alt: "{name}")' for name in block["ids"])
                    out += ["", f"#grid(columns: {len(block['ids'])}, column-gutter: 10pt, {drawn})", ""]
    return "\n".join([*out, "]"]) + "\n"


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _dictionary(clinic: dict[str, Any]) -> str:
    fields = (f"{key}: " + (f"({', '.join(map(_string, value))},)" if isinstance(value, list) else _string(value))
              for key, value in clinic.items())  # fmt: skip
    return f"({', '.join(fields)})"


def make(names: tuple[str, ...], *, fresh_codes: bool, fonts: Path) -> Callable[[dict[str, Any], dict[str, Any]], bytes]:
    """A function that renders one leaflet."""
    folder = Path(tempfile.mkdtemp(prefix="typst-"))
    (folder / "lib.typ").write_text(LIB.read_text("utf-8"), encoding="utf-8")
    for handout in w.handouts(names):
        (folder / f"{handout['id']}.typ").write_text(_module(handout), encoding="utf-8")
    if any(handout["figures"] for handout in w.handouts(names)):
        w.figures(names, folder)
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    compiler = typst.Compiler(root=str(folder), font_paths=found)
    code = codes.drawn if fresh_codes else codes.kept

    def render(clinic: dict[str, Any], handout: dict[str, Any]) -> bytes:
        svg = _string(codes.svg(code(clinic["booking_url"])))
        source = (f'#import "lib.typ": leaflet\n#import "{handout["id"]}.typ" as h\n'
                  f"#leaflet({_dictionary(clinic)}, h.title, bytes({svg}), h.body, h.sources)\n")  # fmt: skip
        return bytes(compiler.compile(input=source.encode(), format="pdf", pdf_standards=["ua-1"]))

    return render
