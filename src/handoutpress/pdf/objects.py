"""PDF objects over ReportLab's: streams as PDF/A wants them, and objects that are already text.

ReportLab is imported when the first object is made: its import takes longer than a leaflet does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFObjectReference


def number(value: float) -> str:
    """A number as PDF writes it, to a hundredth."""
    text = f"{value:.2f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def spot(page: PDFObjectReference, top: float) -> Any:
    """A place to jump to: a height on a page in points, the reader's zoom unchanged."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFName

    return PDFArray([page, PDFName("XYZ"), 0, round(top, 2), 0])


@cache
def stream_class() -> type[Any]:
    """ReportLab's stream with the end of line before `endstream` that PDF/A asks for and ReportLab 5.1 leaves out."""
    from reportlab.pdfbase.pdfdoc import PDFStream

    class Stream(PDFStream):  # type: ignore[misc]
        def format(self, document: Any) -> bytes:
            written: bytes = super().format(document)
            # both characters: data that ends in \r and a lone \n would be taken for one end of line
            return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"

    return Stream


def stream(content: bytes, entries: Mapping[str, Any] | None = None, *, compress: bool = True) -> Any:
    """A stream object; names among the entries are written with their slash."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFZCompress

    return stream_class()(PDFDictionary(dict(entries or {})), content, [PDFZCompress] if compress else None)


@cache
def _raw_class() -> type[Any]:
    from reportlab.pdfbase.pdfdoc import PDFObject

    class Raw(PDFObject):  # type: ignore[misc]
        __RefOnly__ = 1
        code = b""

        def format(self, document: Any) -> bytes:
            return self.code

    return Raw


def raw(code: bytes = b"") -> Any:
    """An object that is written as its `code` says, which may be set later."""
    made = _raw_class()()
    made.code = code
    return made
