"""WeasyPrint: HTML and CSS; one font configuration and one parsed stylesheet for all leaflets, PDF/UA-1."""

from __future__ import annotations

import base64
import html
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import workload as w
from benchmarks.peers import codes
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

for name in ("weasyprint", "fontTools"):
    logging.getLogger(name).setLevel(logging.ERROR)

STATIC = """
@font-face {{ font-family: OS; src: url("{regular}"); font-weight: 400; }}
@font-face {{ font-family: OS; src: url("{bold}"); font-weight: 700; }}
@page {{ size: {w.PAGE_W}pt {w.PAGE_H}pt; margin: {w.TOP}pt {w.MARGIN_X}pt {w.BOTTOM}pt; }}
html {{ font: {w.SIZE}pt/{w.LEAD}pt OS; color: {w.INK}; }}
body {{ margin: 0; }}
p {{ margin: 0 0 6pt; }}
h1 {{ font-size: {w.H1_SIZE}pt; line-height: 25pt; margin: 0 0 4pt; }}
h2 {{ font-size: {w.H2_SIZE}pt; line-height: 17pt; margin: 6pt 0 3pt; break-after: avoid; }}
ul, ol {{ margin: 0 0 6pt; padding-left: 18pt; }}
li {{ margin: 0 0 2.5pt; }}
table {{ width: 100%; border-collapse: collapse; font-size: 9.5pt; line-height: 13pt; margin-bottom: 7pt; break-inside: avoid;
  table-layout: fixed; }}
td, th {{ border: 0.5pt solid #c5cad3; padding: 2pt 6pt 4pt; text-align: left; vertical-align: top; }}
th {{ color: #fff; }}
.call {{ background: #fff3e0; border-left-width: 4pt; border-left-style: solid; padding: 6pt 10pt 8pt 12pt; margin-bottom: 7pt;
  break-inside: avoid; }}
.call p, .panel p {{ margin: 0; }}
.src {{ font-size: {w.SMALL}pt; line-height: 11.5pt; color: #4b5563; margin: 4pt 0 8pt; }}
.panel {{ display: flex; align-items: center; border-width: 1pt; border-style: solid; padding: 6pt 8pt; break-inside: avoid; }}
.panel div {{ flex: 1; font-size: 9.5pt; line-height: 13pt; padding-right: 16pt; }}
.panel img {{ width: {w.QR_PT}pt; height: {w.QR_PT}pt; display: block; }}
"""
PAGE = """
@page {{
  @top-left-corner {{ content: ""; background: {p}; height: 56pt; margin-bottom: 20pt; border-bottom: 4pt solid {a}; }}
  @top-right-corner {{ content: ""; background: {p}; height: 56pt; margin-bottom: 20pt; border-bottom: 4pt solid {a}; }}
  @top-left {{ content: {name}; font: 700 16pt/20pt OS; color: #fff; background: {p}; height: 56pt; margin-bottom: 20pt;
    border-bottom: 4pt solid {a}; vertical-align: middle; width: 334pt; text-align: left; }}
  @top-right {{ content: {place}; font: 9.5pt/14pt OS; color: #fff; background: {p}; height: 56pt; margin-bottom: 20pt;
    border-bottom: 4pt solid {a}; vertical-align: middle; white-space: pre; text-align: right; width: 170pt; }}
  @bottom-left {{ content: {site}; font: 8.5pt/12pt OS; color: #4b5563; }}
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages); font: 8.5pt/12pt OS; color: #4b5563; }}
}}
h1, h2 {{ color: {p}; }}
th {{ background: {p}; }}
.call {{ border-left-color: {a}; }}
.panel {{ border-color: {p}; }}
"""
E = html.escape


def _marked(text: str) -> str:
    return "".join(f"<strong>{E(part)}</strong>" if bold else E(part) for part, bold in w.runs(text))


def _body(handout: dict[str, Any]) -> str:
    out = [f"<h1>{E(handout['title'])}</h1><p>{_marked(handout['lead'])}</p>"]
    for section in handout["sections"]:
        out.append(f"<h2>{E(section['heading'])}</h2>")
        for block in section["blocks"]:
            match block["kind"]:
                case "p":
                    out.append(f"<p>{_marked(block['text'])}</p>")
                case "ul" | "ol" as kind:
                    out.append(f"<{kind}>{''.join(f'<li>{_marked(text)}</li>' for text in block['items'])}</{kind}>")
                case "callout":
                    out.append(
                        f'<div class="call"><p><strong>{E(block["title"])}</strong></p><p>{_marked(block["text"])}</p></div>'
                    )
                case "table":
                    head = "".join(f'<th scope="col">{E(cell)}</th>' for cell in block["head"])
                    rows = "".join(f"<tr>{''.join(f'<td>{_marked(cell)}</td>' for cell in row)}</tr>" for row in block["rows"])
                    out.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return "".join(out) + f'<p class="src">{E(handout["sources"])}</p>'


def _css(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\A ") + '"'


def make(names: tuple[str, ...], *, fresh_codes: bool, fonts: Path) -> Callable[[dict[str, Any], dict[str, Any]], bytes]:
    """A function that renders one leaflet."""
    config = FontConfiguration()
    faces = {name: (fonts / f"OpenSans-{name.title()}.ttf").as_uri() for name in ("regular", "bold")}
    static = CSS(string=STATIC.format(w=w, **faces), font_config=config)
    bodies = {handout["id"]: _body(handout) for handout in w.handouts(names)}
    code = codes.drawn if fresh_codes else codes.kept

    def render(c: dict[str, Any], handout: dict[str, Any]) -> bytes:
        image = base64.b64encode(codes.svg(code(c["booking_url"])).encode()).decode()
        place = _css(f"{c['city']}, {c['state']}\n{c['phone']}")
        css = PAGE.format(p=c["primary"], a=c["accent"], name=_css(c["name"]), site=_css(c["website"]), place=place)
        page = (
            f'<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>{E(handout["title"])}</title>'
            f"<style>{css}</style></head><body>{bodies[handout['id']]}"
            f'<div class="panel"><div><p><strong>Book your next visit</strong></p>'
            f"<p><strong>{E(c['name'])}</strong>, {E(c['city'])}, {E(c['state'])}</p>"
            f"<p>Call {E(c['phone'])} or scan the code to book online.</p>"
            f"<p>Services: {E('; '.join(c['services']))}.</p></div>"
            f'<img alt="QR code: book online at {E(c["website"])}" src="data:image/svg+xml;base64,{image}"></div></body></html>'
        )
        return bytes(HTML(string=page).write_pdf(stylesheets=[static], font_config=config, pdf_variant="pdf/ua-1"))

    return render
