"""Pictures as image objects, each once in a document however often it is drawn."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from handoutpress.pdf.objects import stream

if TYPE_CHECKING:
    from PIL.Image import Image
    from reportlab.pdfbase.pdfdoc import PDFDocument

    from handoutpress.pdf.plates import Plates


class Images:
    """The pictures of a document."""

    def __init__(self, doc: PDFDocument, plates: Plates, space: Any) -> None:
        """No pictures yet; `space` is a reference to the space of the plates."""
        self._doc, self._plates, self._space = doc, plates, space
        self._known: dict[tuple[str, tuple[int, int], bytes], tuple[str, Any]] = {}

    def add(self, picture: Image) -> tuple[str, Any]:
        """Resource name and reference of a picture of any mode; what is transparent in it stays so."""
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        plain = picture.convert("RGBA" if has_alpha else "L" if picture.mode in ("1", "L") else "RGB")
        data = plain.tobytes()
        key = (plain.mode, plain.size, hashlib.md5(data, usedforsecurity=False).digest())
        if key not in self._known:
            self._known[key] = (f"Im{len(self._known) + 1}", self._written(plain))
        return self._known[key]

    def _written(self, picture: Image) -> Any:
        colours, space = self._plates.picture(picture.convert("RGB") if picture.mode == "RGBA" else picture)
        image = self._object(colours, space)
        if picture.mode == "RGBA":
            alpha = picture.getchannel("A")
            if alpha.getextrema() != (255, 255):
                image.dictionary["SMask"] = self._doc.Reference(self._object(alpha, "DeviceGray"))
        return self._doc.Reference(image)

    def _object(self, picture: Image, space: str) -> Any:
        shape = {"Type": "/XObject", "Subtype": "/Image", "Width": picture.width, "Height": picture.height, "BitsPerComponent": 8}
        return stream(picture.tobytes(), {**shape, "ColorSpace": self._space if space == "Plates" else f"/{space}"})
