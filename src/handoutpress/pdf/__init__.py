"""Tagged PDF (PDF/UA-1, PDF/A-2a) over ReportLab's document layer. Knows nothing of clinics and handouts.

Uses `reportlab.pdfbase`: document objects, streams, cross references, TrueType subsets. Not used: ReportLab's own
canvas, text objects and Platypus, which cannot tag, and whose import alone takes longer than a leaflet takes.
"""
