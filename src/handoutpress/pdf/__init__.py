"""Tagged PDF files (PDF/UA-1, PDF/A-2a): canvas, tag tree, fonts, print colours, reuse.

A `Canvas` collects marks, streams and structure elements; `reuse.base_pages` makes bytes of them that hold for many files; what
differs is drawn over them by another canvas; `reuse.file_writer` puts both together as a file. Objects and cross references are
written here: bytes that stay the same from file to file cannot be had from a library that writes documents.

Uses `reportlab.pdfbase.ttfonts`: it reads TrueType fonts and makes subsets. Parts of ReportLab 5.1 this room leans on
(tests/pdf/test_reportlab.py watches them): `TTFont.face`, its `charToGlyph`, `charWidths`, measures and `makeSubset`, and `TTFontMaker`.
"""
