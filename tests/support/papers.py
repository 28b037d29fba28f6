"""Small papers typeset for a test: lines set where the test says, from the top left corner, in standard fonts.

Text carries ``_{…}`` and ``^{…}``, set small and shifted as a typesetter does it. A file has the same bytes each time.
"""

import io
import re

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SERIF, BOLD, ITALIC, SANS = "Times-Roman", "Times-Bold", "Times-Italic", "Helvetica"
WIDTH, HEIGHT = 600.0, 800.0
LEFT, RIGHT, COLUMN = 50.0, 310.0, 240.0
"""Left edges of the two columns and their width, in points."""

_PIECE = re.compile(r"([_^])\{([^{}]*)\}|([^_^]+|[_^])")


class Paper:
    """Pages on which text is set at a baseline counted from the top; ``y`` is where the last paragraph ended."""

    def __init__(self, width=WIDTH, height=HEIGHT):
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, pagesize=(width, height), pageCompression=0, invariant=1)
        self.width, self.height = width, height
        self.y = 0.0

    def text(self, x, y, text, size=10.0, font=SERIF, word_space=0.0):
        """Set one line of text with its baseline at ``y``; return where it ends."""
        for word in re.split(r"( )", text):
            if word == " ":
                self._put(x, y, " ", size, font)
                x += stringWidth(" ", font, size) + word_space
                continue
            for mark, script, base in _PIECE.findall(word):
                if mark:
                    shift = 0.18 if mark == "_" else -0.36
                    x = self._put(x, y + shift * size, script, 0.68 * size, font)
                else:
                    x = self._put(x, y, base, size, font)
        return x

    def _put(self, x, y, text, size, font):
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, self.height - y, text)
        return x + stringWidth(text, font, size)

    def centred(self, y, text, size=10.0, font=SERIF):
        """Set one line in the middle of the page."""
        return self.text((self.width - measure(text, font, size)) / 2, y, text, size, font)

    def paragraph(self, x, y, width, text, size=10.0, font=SERIF, leading=None, indent=0.0, full_end=False):
        """Set justified lines; a ``|`` in the text ends a line, a soft hyphen there is printed. Return the next baseline.

        ``full_end``: the last line is stretched too, as where a paragraph goes on in the next column.
        """
        leading = leading or 1.2 * size
        lines = broken(text, width, size, font, indent)
        for k, line in enumerate(lines):
            start = indent if k == 0 else 0.0
            spaces = line.count(" ")
            rest = width - start - measure(line, font, size)
            stretch = rest / spaces if spaces and (k < len(lines) - 1 or full_end) and rest < 0.35 * width else 0.0
            self.text(x + start, y, line, size, font, stretch)
            y += leading
        self.y = y
        return y

    def rule(self, x0, y0, x1, y1, width=0.5):
        """Draw a straight line."""
        self._canvas.setLineWidth(width)
        self._canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(self, x0, top, x1, bottom, fill=True):
        """Draw a rectangle, grey where it is filled."""
        self._canvas.setFillGray(0.8)
        self._canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top, fill=int(fill), stroke=1)
        self._canvas.setFillGray(0.0)

    def sideways(self, x, y, text, size=8.0, font=SERIF):
        """Set text that runs upwards from ``x``, ``y``."""
        self._canvas.saveState()
        self._canvas.translate(x, self.height - y)
        self._canvas.rotate(90)
        self._canvas.setFont(font, size)
        self._canvas.drawString(0, 0, text)
        self._canvas.restoreState()

    def page(self):
        """Begin the next page."""
        self._canvas.showPage()

    def bytes(self):
        """Return the finished PDF."""
        self._canvas.save()
        return self._out.getvalue()


def measure(text, font=SERIF, size=10.0):
    """Return the printed width of text with markup, in points."""
    return sum(
        stringWidth(script, font, 0.68 * size) if mark else stringWidth(base, font, size)
        for mark, script, base in _PIECE.findall(text)
    )


def broken(text, width, size=10.0, font=SERIF, indent=0.0):
    """Return the lines of a text: as many words a line as fit, and a new line after every ``|``."""
    lines = []
    for part in text.split("|"):
        line = ""
        for word in part.split():
            room = width - (indent if not lines else 0.0)
            if line and measure(f"{line} {word}", font, size) > room:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


PROSE = (
    "The samples were pressed into pellets and heated in a box furnace under flowing air for fifteen hours.",
    "All reflections could be indexed with a hexagonal cell and no second phase was seen in the patterns.",
    "A slow scan reveals three pairs of peaks, of which the first fades when the upper limit is lowered.",
    "Particles of both batches are plates with smooth faces and a breadth of some two micrometres.",
    "The cells were rested for a night before the first charge so that the electrolyte could soak in.",
    "Water in the glove box was kept below one part in a million at all times during the work.",
    "Slabs glide over each other when enough sodium has left the layers, and the stacking is changed.",
    "Such gliding costs little energy but opens cracks that grow from one cycle to the next.",
    "Larger ions between the slabs act like pillars and keep the distance of the layers nearly constant.",
    "The impedance was measured after every tenth cycle and fitted with a simple circuit.",
    "Manganese in its trivalent state distorts the octahedra around it and some of it dissolves.",
    "Nothing in these data speaks for oxygen taking part in the reaction below the upper limit.",
)
"""Sentences to fill a page with; each can be told from the others by its first words."""


def prose(start, count):
    """Return ``count`` sentences beginning with number ``start``, one after the other."""
    return " ".join(PROSE[(start + k) % len(PROSE)] for k in range(count))


def references(count, start=1):
    """Return printed entries of a reference list, numbered from ``start``."""
    names = ("A. Keller", "B. Moreau", "C. Tanaka", "D. Novak", "E. Rossi", "F. Silva")
    return [
        f"{n}. {names[n % 6]} and {names[(n + 2) % 6]}, J. Mater. Chem. A, {2000 + n}, {10 + n}, {100 * n + 1}–{100 * n + 9}."
        for n in range(start, start + count)
    ]
