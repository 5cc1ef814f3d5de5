"""Plain ReportLab Platypus, untagged: fonts registered once, everything else laid out for each leaflet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import workload as w
from benchmarks.peers import codes
from reportlab.lib.colors import HexColor, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)  # fmt: skip

REGULAR, BOLD = "OpenSans", "OpenSans-Bold"
GREY, LINE = HexColor("#4b5563"), HexColor("#c5cad3")
PADDING = [("LEFTPADDING", (0, 0), (-1, -1), 6), ("RIGHTPADDING", (0, 0), (-1, -1), 6), ("TOPPADDING", (0, 0), (-1, -1), 2),
           ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]  # fmt: skip


class _Numbered(Canvas):
    """Pages numbered by the usual recipe of saved states."""

    def __init__(self, *a: Any, **k: Any) -> None:
        super().__init__(*a, **k)
        self._states: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        self._states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self._states:
            self.__dict__.update(state)
            self.setFont(REGULAR, w.SMALL)
            self.setFillColor(GREY)
            self.drawRightString(w.PAGE_W - w.MARGIN_X, 34, f"Page {self._pageNumber} of {len(self._states)}")
            super().showPage()
        super().save()


class _Code(Flowable):
    def __init__(self, code: codes.Runs) -> None:
        super().__init__()
        self.code, self.width, self.height = code, w.QR_PT, w.QR_PT

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        n, runs = self.code
        k = self.width / n
        path = self.canv.beginPath()
        for x, y, width in runs:
            path.rect(x * k, self.height - (y + 1) * k, width * k, k)
        self.canv.setFillColorRGB(0, 0, 0)
        self.canv.drawPath(path, stroke=0, fill=1)


def _marked(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<b>{part}</b>" if bold else part for part, bold in w.runs(safe))


def make(names: tuple[str, ...], *, fresh_codes: bool, fonts: Path) -> Callable[[dict[str, Any], dict[str, Any]], bytes]:
    """A function that renders one leaflet."""
    pdfmetrics.registerFont(TTFont(REGULAR, str(fonts / "OpenSans-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(fonts / "OpenSans-Bold.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    body = ParagraphStyle("body", fontName=REGULAR, fontSize=w.SIZE, leading=w.LEAD, textColor=HexColor(w.INK), spaceAfter=6)
    item = ParagraphStyle("item", parent=body, spaceAfter=0)
    bold = ParagraphStyle("bold", parent=item, fontName=BOLD)
    cell = ParagraphStyle("cell", parent=item, fontSize=9.5, leading=13)
    head = ParagraphStyle("head", parent=cell, fontName=BOLD, textColor=white)
    tiny = ParagraphStyle("tiny", parent=body, fontSize=w.SMALL, leading=11.5, spaceAfter=8, textColor=GREY)
    code = codes.drawn if fresh_codes else codes.kept

    def render(c: dict[str, Any], handout: dict[str, Any]) -> bytes:
        primary, accent = HexColor(c["primary"]), HexColor(c["accent"])
        h1 = ParagraphStyle("h1", parent=body, fontName=BOLD, fontSize=w.H1_SIZE, leading=25, textColor=primary, spaceAfter=4)
        h2 = ParagraphStyle("h2", parent=body, fontName=BOLD, fontSize=w.H2_SIZE, leading=17, textColor=primary, keepWithNext=1)

        def page(canvas: Any, _: Any) -> None:
            canvas.setFillColor(primary)
            canvas.rect(0, w.PAGE_H - w.BAND_H, w.PAGE_W, w.BAND_H, stroke=0, fill=1)
            canvas.setFillColor(accent)
            canvas.rect(0, w.PAGE_H - w.BAND_H - w.RULE_H, w.PAGE_W, w.RULE_H, stroke=0, fill=1)
            canvas.setFillColor(white)
            canvas.setFont(BOLD, 16)
            canvas.drawString(w.MARGIN_X, w.PAGE_H - 34, c["name"])
            canvas.setFont(REGULAR, 9.5)
            canvas.drawRightString(w.PAGE_W - w.MARGIN_X, w.PAGE_H - 26, f"{c['city']}, {c['state']}")
            canvas.drawRightString(w.PAGE_W - w.MARGIN_X, w.PAGE_H - 40, c["phone"])
            canvas.setFillColor(GREY)
            canvas.setFont(REGULAR, w.SMALL)
            canvas.drawString(w.MARGIN_X, 34, c["website"])

        def flowables(block: dict[str, Any]) -> list[Any]:
            match block["kind"]:
                case "p":
                    return [Paragraph(_marked(block["text"]), body)]
                case "ul" | "ol" as kind:
                    look = {"bulletType": "bullet", "start": "•"} if kind == "ul" else {"bulletType": "1", "bulletFormat": "%s."}
                    items = [ListItem(Paragraph(_marked(text), item), spaceAfter=2.5) for text in block["items"]]
                    return [ListFlowable(items, leftIndent=18, bulletFontName=REGULAR, bulletFontSize=w.SIZE, **look), Spacer(0, 4)]
                case "callout":
                    table = Table(
                        [[[Paragraph(block["title"], bold), Paragraph(_marked(block["text"]), item)]]], colWidths=[w.BODY_W]
                    )
                    ground = [("BACKGROUND", (0, 0), (-1, -1), HexColor("#fff3e0")), ("LINEBEFORE", (0, 0), (0, -1), 4, accent)]
                    table.setStyle(TableStyle([*ground, *PADDING]))
                case _:
                    rows = [[Paragraph(text, head) for text in block["head"]]]
                    rows += [[Paragraph(_marked(text), cell) for text in row] for row in block["rows"]]
                    table = Table(rows, colWidths=[w.BODY_W / 2] * 2, repeatRows=1)
                    grid = [("BACKGROUND", (0, 0), (-1, 0), primary), ("GRID", (0, 0), (-1, -1), 0.5, LINE)]
                    table.setStyle(TableStyle([*grid, ("VALIGN", (0, 0), (-1, -1), "TOP"), *PADDING]))
            return [KeepTogether([table]), Spacer(0, 7)]

        story: list[Any] = [Paragraph(handout["title"], h1), Paragraph(_marked(handout["lead"]), body)]
        for section in handout["sections"]:
            story.append(Paragraph(section["heading"], h2))
            for block in section["blocks"]:
                story += flowables(block)
        words = [Paragraph("Book your next visit", bold), Paragraph(f"<b>{c['name']}</b>, {c['city']}, {c['state']}", cell),
                 Paragraph(f"Call {c['phone']} or scan the code to book online.", cell),
                 Paragraph(f"Services: {'; '.join(c['services'])}.", cell)]  # fmt: skip
        panel = Table([[words, _Code(code(c["booking_url"]))]], colWidths=[w.BODY_W - w.QR_PT - 16, w.QR_PT + 16])
        panel.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1, primary), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *PADDING]))
        story += [Spacer(0, 4), Paragraph(handout["sources"], tiny), KeepTogether([panel])]
        out = io.BytesIO()
        document = BaseDocTemplate(out, pagesize=(w.PAGE_W, w.PAGE_H), title=handout["title"], lang="en-US", pageCompression=1)
        frame = Frame(w.MARGIN_X, w.BOTTOM, w.BODY_W, w.PAGE_H - w.TOP - w.BOTTOM, 0, 0, 0, 0)
        document.addPageTemplates([PageTemplate(id="p", frames=[frame], onPage=page)])
        document.build(story, canvasmaker=_Numbered)
        return out.getvalue()

    return render
