"""Typeset a preprint as a word processor would: one column, a book face, numbered lines, an unruled table.

In: a plain-text source (``documents/*.md``: a keyword or ``#`` opens each line, backquotes hold formulas, ``^{}`` and ``_{}``
markup) and a folder of fonts. Out: PDF bytes, the same each time. Made with reportlab, so that the corpus is not of one
producer only. Own work.
"""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

NOTICE = "Demonstration document made for the Intergrowth project. Authors, journal and DOI are invented; not a source of data."
FOOT = "Demonstration made for Intergrowth"


def typeset(source: str, fonts: Path, title: str) -> bytes:
    """Return the PDF of one preprint."""
    for name, file in {"Body": "Caladea-Regular", "BodyB": "Caladea-Bold", "BodyI": "Caladea-Italic"}.items():
        pdfmetrics.registerFont(TTFont(name, str(fonts / f"{file}.ttf")))
    pdfmetrics.registerFontFamily("Body", normal="Body", bold="BodyB", italic="BodyI", boldItalic="BodyB")
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=3 * cm, rightMargin=2.5 * cm, topMargin=2.5 * cm, bottomMargin=2.5 * cm,
        title=title, author="Intergrowth demonstration", invariant=1,
    )  # fmt: skip
    document.build(_flowables(source), onFirstPage=_page, onLaterPages=_page)
    return out.getvalue()


class _Numbered(Paragraph):
    """A paragraph that prints the manuscript's line numbers in the margin (the count lives on the canvas)."""

    def draw(self) -> None:
        super().draw()
        style = self.style
        self.canv.saveState()
        self.canv.setFont("Body", 7)
        self.canv.setFillGray(0.45)
        for line in range(len(self.blPara.lines)):
            number = getattr(self.canv, "manuscript_line", 0) + 1
            self.canv.manuscript_line = number
            self.canv.drawRightString(-14, self.height - style.fontSize - line * style.leading, str(number))
        self.canv.restoreState()


class _Curves(Flowable):
    """A placeholder plot: two falling curves in a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.width, self.height = 300.0, 120.0

    def draw(self) -> None:
        canvas = self.canv
        canvas.translate(70, 12)
        canvas.rect(0, 0, 280, 100)
        for start, fall in ((92, 14), (90, 36)):
            path = canvas.beginPath()
            path.moveTo(0, start)
            for step in range(1, 41):
                path.lineTo(7 * step, start - fall * (step / 40) ** 0.8 + 0.6 * math.sin(step * 1.7))
            canvas.drawPath(path)
        canvas.setFont("Body", 7)
        canvas.drawCentredString(140, -9, "Cycle number")
        canvas.rotate(90)
        canvas.drawCentredString(50, 6, "Capacity")


def _page(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Body", 8.5)
    canvas.drawString(3 * cm, A4[1] - 1.5 * cm, "Preprint, Open Demonstration Archive, 2023")
    canvas.drawString(3 * cm, 1.4 * cm, FOOT)
    canvas.drawRightString(A4[0] - 2.5 * cm, 1.4 * cm, f"{document.page}")


def _flowables(source: str) -> list[Flowable]:
    body = ParagraphStyle("body", fontName="Body", fontSize=10.8, leading=16.4, alignment=TA_JUSTIFY, spaceAfter=7)
    small = ParagraphStyle("small", parent=body, fontSize=9.2, leading=12.5, alignment=TA_LEFT)
    title = ParagraphStyle("title", parent=body, fontName="BodyB", fontSize=17, leading=22, alignment=TA_CENTER, spaceAfter=10)
    centred = ParagraphStyle("centred", parent=body, alignment=TA_CENTER)
    head = ParagraphStyle("head", parent=body, fontName="BodyB", fontSize=12.5, leading=18, spaceBefore=8, alignment=TA_LEFT)
    subhead = ParagraphStyle("subhead", parent=head, fontName="BodyI", fontSize=11, spaceBefore=3)
    out: list[Flowable] = []
    rows: list[list[Paragraph]] = []
    references = 0

    def close_table() -> None:
        if rows:
            out.append(Table([*rows], colWidths=[90, 62, 62, 118, 110], style=[("VALIGN", (0, 0), (-1, -1), "BOTTOM")]))
            out.append(Spacer(1, 10))
            rows.clear()

    for line in source.splitlines():
        word, _, rest = line.partition(" ")
        if word == "|":
            rows.append([Paragraph(_markup(cell), small) for cell in rest.strip(" |").split("|")])
            continue
        close_table()
        if not line.strip():
            continue
        if word == "TITLE":
            out.append(Paragraph(_markup(rest), title))
        elif word in ("AUTHORS", "AFFILIATION"):
            out.append(Paragraph(_markup(rest), centred if word == "AUTHORS" else small))
        elif word == "NOTE":
            out.append(Paragraph(_markup(rest.replace("{notice}", NOTICE)), small))
        elif word == "ABSTRACT":
            out.append(_Numbered("<b>Abstract.</b> " + _markup(rest), body))
        elif word in ("#", "##"):
            out.append(_Numbered(_markup(rest), head if word == "#" else subhead))
        elif word == "TABLE":
            out.append(Paragraph("<b>Table " + _markup(rest).replace(".", ".</b>", 1), small))
        elif word == "FIGURE":
            out.extend([_Curves(), Paragraph("<b>Figure " + _markup(rest).replace(".", ".</b>", 1), small)])
        elif word == "REF":
            references += 1
            out.append(Paragraph(f"[{references}] " + _markup(rest), small))
        else:
            out.append(_Numbered(_markup(line), body))
    close_table()
    return out


def _markup(text: str) -> str:
    """Turn backquoted formulas and ``^{}``/``_{}`` into reportlab's tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"`([^`]*)`", lambda m: re.sub(r"(?<=[A-Za-z)])(\d+(?:[./]\d+)*)", r"_{\1}", m[1]), text)
    text = re.sub(r"\^\{([^}]*)\}", r'<super size="7.2" rise="4">\1</super>', text)
    return re.sub(r"_\{([^}]*)\}", r'<sub size="7.2" rise="2.4">\1</sub>', text)
