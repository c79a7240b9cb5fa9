"""Turn a .docx into pictures of its pages: PDF through LibreOffice, PNG through Poppler or PyMuPDF.

LibreOffice is not Word: what it shows is near enough to measure margins, lines and fonts, but it is
a preview.
"""

from __future__ import annotations

from .fonts import installed, substitutes
from .office import to_pdf, to_pdfs
from .raster import to_png

__all__ = ["installed", "substitutes", "to_pdf", "to_pdfs", "to_png"]
