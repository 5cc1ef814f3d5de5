"""Tagged PDF (PDF/UA-1, PDF/A-2a) over ReportLab's document layer. Knows nothing of clinics and handouts.

Uses `reportlab.pdfbase`: document objects, streams, cross references, TrueType subsets. Not used: ReportLab's own
canvas, text objects and Platypus, which cannot tag, and whose import alone takes longer than a leaflet takes.

Private parts of ReportLab 5.1 this room leans on (tests/pdf/test_reportlab.py watches them):

- canvas: `PDFDocument._timeStamp` and `._ID` (date and id are ours), `.delayedFonts` and `.idToObject` (fonts are written
  under our lock, their streams ended as PDF/A asks), `PDFPage.__NoDefault__` and `PDFCatalog.__NoDefault__` (keys that are written);
- objects: `PDFStream.format` (ends streams without an end of line);
- fonts: `TTFont.state` and `TTFont.addObjects` (the ToUnicode map is replaced), `TTFont.face` (widths and characters).
"""
