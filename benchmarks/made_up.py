"""A made-up paper of any length, for measuring how cost grows: two columns of our own prose, numbers varied from page to page.

In: a path and a number of pages; out: a PDF of just so many. Each page tells of a material of its own (another composition,
another name), so that names, materials and facts grow with the pages as they do in a review. Method: own, set with reportlab.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph

_MARGIN, _GAP = 50.0, 14.0
_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=9.5, leading=11.4, alignment=4, firstLineIndent=10)
_HEADING = ParagraphStyle("heading", fontName="Times-Bold", fontSize=11, leading=14, spaceBefore=8, spaceAfter=4)
_TITLE = ParagraphStyle("title", fontName="Times-Bold", fontSize=16, leading=20, spaceAfter=10)
_CAPTION = ParagraphStyle("caption", fontName="Times-Roman", fontSize=8, leading=9.6, spaceBefore=6, spaceAfter=6)

_PARAGRAPHS = (
    "Powders of {formula} (denoted as {name}) were obtained from the nitrates by spray drying and a final step at {heat} "
    "°C. All reflections of {name} belong to one {phase} structure, and refinement gives a cell that is slightly wider "
    "along the stacking axis than expected from the radii. Grains have rounded edges and a diameter of some micrometres, "
    "and no segregation of any metal is seen in the maps. The surface is clean, which we owe to the slow cooling in dry "
    "air. ",
    "Coin cells with {name} were charged and discharged between {low} and {high} V. In the first cycle {name} delivers a "
    "discharge capacity of {capacity} mAh/g at 0.1 C, and {lesser} mAh/g remain at 5 C. After {cycles} cycles at 1 C, "
    "{kept}% of the initial capacity is retained, compared with {poor}% for the bare electrode. The shape of the curves "
    "hardly changes, which speaks for a solid frame. Polarisation grows by a few millivolts only, and the efficiency stays "
    "close to unity throughout. ",
    "During charge {name} follows the sequence {phase}-{second} that is known of related oxides, and the return is smooth. "
    "No further reflection comes up at the upper end. The volume follows the content of sodium in a nearly straight line up "
    "to there. Such small strain keeps the grains in one piece, as pictures of cycled electrodes show. Cracks are rare even "
    "where the current was high, and the binder still holds the particles together. ",
    "The oxidation states were followed at the edges of all metals. Those of nickel move with the potential, whereas "
    "manganese stays where it was. It is then plausible that the redox of nickel carries the reaction, with little help "
    "from oxygen. The slope of the potential agrees with this picture. Diffusion is fast at half filling and slows down "
    "towards both ends, as one expects from a lattice gas with repulsion between neighbours. Calculations with a simple "
    "model give the same trend. ",
    "For practical cells, the behaviour in moist air counts as much. A powder that was left on the bench for {days} days "
    "shows no new phase, and the loss of mass on heating is small. When it was paired with hard carbon, the full cell "
    "reached {full} mAh/g at 0.5 C and kept {fullkept}% over {fullcycles} cycles. Heating a charged electrode with "
    "electrolyte gives a peak that lies higher than for the parent, so that safety does not suffer. Cost was not optimised "
    "here, but all metals are abundant. ",
)


_FILLING = (
    "What limits such an electrode is seldom one thing alone. Sodium leaves the layers, the oxygen sheets come to face each "
    "other, and they glide as soon as another order of stacking costs less. A metal that binds oxygen more strongly raises that "
    "price, and a pillar between the sheets keeps them apart. Neither cures a surface that reacts with the electrolyte, and a "
    "crust of carbonate grows in the time between the furnace and the cell. ",
    "Whether a laboratory result survives in practice depends on things that papers tell too rarely: how much binder went into "
    "the slurry, how dense the sheet was after pressing, and how much electrolyte filled the case. We list all of these in the "
    "supporting information. The same holds for the history of the powder, which we give from weighing to drying. ",
    "Pictures taken across a grain show bright and dark bands in one direction only. A line of intensities through ten of them "
    "gives a spacing that fits the refined one. Between the bands no disorder is seen, and the edges of the grain end without a "
    "foreign rim. Maps of the metals are even, apart from the noise that counting brings with it. ",
    "Theory helps to choose, but it does not replace the furnace. An energy above the hull of some tens of millielectronvolts is "
    "within the error of the method, and the entropy of mixing may pay for it at the temperature of synthesis. We therefore kept "
    "every candidate whose energy came near, and dropped those alone that decompose into simpler oxides. ",
)


def make(path: Path, pages: int, first: int = 0, materials: int = 3) -> None:
    """Write a PDF of so many pages; two of different ``first`` pages tell of different materials under different titles.

    Each page tells of so many materials, at most three, and fills the rest with paragraphs that give no values. Printed papers
    give about ten records a page, a made-up page 9.5 a material.
    """
    width, height = A4
    column = (width - 2 * _MARGIN - _GAP) / 2
    frames = [
        Frame(x, _MARGIN, column, height - 2 * _MARGIN, 0, 0, 0, 0, id=f"column{x:.0f}")
        for x in (_MARGIN, _MARGIN + column + _GAP)
    ]
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build([f for number in range(first, first + pages) for f in _page(number, number == first, materials)])


def _page(number: int, begins: bool, materials: int) -> Iterator[Paragraph | PageBreak]:
    """Return what fills most of two columns, and a break."""
    chance = random.Random(number)
    if begins:
        part = f", part {number}" if number else ""
        yield Paragraph(f"Layered sodium oxides, one after another{part}", _TITLE)
        yield Paragraph("Ada Sample and Bo Example", _BODY)
        yield Paragraph("Abstract", _HEADING)
        yield Paragraph("We prepared many layered oxides of sodium in one way and compare how long they last in cells. ", _BODY)
    yield Paragraph(f"{number + 1}. Results and discussion, part {number + 1}", _HEADING)
    for turn in range(3):
        values = _values(chance, 3 * number + turn)
        for text in (_PARAGRAPHS if turn < materials else _FILLING)[: 5 if turn < 2 else 2]:
            yield Paragraph(text.format(**values), _BODY)
    yield Paragraph(
        f"<b>Figure {number + 1}.</b> Cycling of {values['name']} at 1 C in the window of {values['low']}-4.2 V.", _CAPTION
    )
    yield PageBreak()


def _values(chance: random.Random, number: int) -> dict[str, object]:
    sodium, nickel = chance.randint(62, 98), chance.randint(10, 35)
    parts = {"Na": sodium, "Ni": nickel, chance.choice(("Mg", "Cu", "Fe", "Zn")): 5, "Mn": 95 - nickel}
    formula = "".join(f"{metal}<sub>{n / 100:g}</sub>" for metal, n in parts.items()) + "O<sub>2</sub>"
    kept = chance.randint(700, 960) / 10
    return {
        "formula": formula,
        "name": f"NMO-{number + 1}",
        "phase": chance.choice(("P2", "O3")),
        "second": chance.choice(("OP4", "P3")),
        "heat": chance.randrange(750, 960, 10),
        "low": chance.choice((1.5, 2, 2.2, 2.5)),
        "high": chance.choice((4, 4.2, 4.3, 4.5)),
        "capacity": chance.randint(900, 1700) / 10,
        "lesser": chance.randint(400, 890) / 10,
        "cycles": chance.choice((50, 100, 200, 500)),
        "kept": kept,
        "poor": round(kept - chance.randint(100, 300) / 10, 1),
        "days": chance.randint(3, 40),
        "full": chance.randint(600, 1100) / 10,
        "fullkept": chance.randint(650, 930) / 10,
        "fullcycles": chance.choice((100, 150, 300)),
    }
