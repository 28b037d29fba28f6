"""PDF pages with tables, set by hand: text with markup at a place, wrapped cells, rules, fills, filler prose."""

import re
from dataclasses import dataclass, field

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

ROMAN, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")
_FILLER = (
    "The layered oxides of sodium change their stacking when the alkali metal leaves the lattice and the oxygen layers glide "
    "over one another, which costs capacity after many cycles unless a second phase holds the first one in its place. "
)


@dataclass
class Column:
    """A column of a table: left edge, width in points, and how its lines stand (left, center, right)."""

    x: float
    width: float
    align: str = "left"


@dataclass
class Sheet:
    """A PDF page drawn from the top: every y is a baseline measured from the top edge."""

    path: object
    width: float = 595.0
    height: float = 842.0
    canvas: Canvas = field(init=False)

    def __post_init__(self):
        self.canvas = Canvas(str(self.path), pagesize=(self.width, self.height), invariant=True)

    def text(self, x, y, text, size=8.0, font=ROMAN, align="left"):
        """Print one line with markup."""
        width = measured(text, size, font)
        x -= {"left": 0.0, "center": width / 2, "right": width}[align]
        for part, level in parts(text):
            own = size if level == 0 else 0.7 * size
            self.canvas.setFont(font, own)
            self.canvas.drawString(x, self.height - y + (0.33 * size if level > 0 else -0.15 * size if level < 0 else 0.0), part)
            x += stringWidth(part, font, own)

    def prose(self, x, y, width, lines, size=9.0, leading=11.0, start=0):
        """Print lines of running text that fill the width; return the baseline after the last."""
        words = (_FILLER * (2 + lines)).split()[start:]
        place = 0
        for k in range(lines):
            line = [words[place]]
            place += 1
            while stringWidth(" ".join([*line, words[place]]), ROMAN, size) < width:
                line.append(words[place])
                place += 1
            gap = (width - sum(stringWidth(w, ROMAN, size) for w in line)) / max(len(line) - 1, 1)
            left = x
            for word in line:
                self.canvas.setFont(ROMAN, size)
                self.canvas.drawString(left, self.height - y - k * leading, word)
                left += stringWidth(word, ROMAN, size) + gap
        return y + lines * leading

    def rule(self, x0, x1, y, weight=0.5):
        """Draw a horizontal rule."""
        self.canvas.setLineWidth(weight)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def upright(self, x, top, bottom):
        """Draw a vertical rule."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x, self.height - top, x, self.height - bottom)

    def fill(self, x0, top, x1, bottom, grey=0.9):
        """Fill a box with grey."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        self.canvas.setFillGray(0.0)

    def sideways(self):
        """Turn what is drawn from now on, so that text runs upwards; x and y swap with the page."""
        self.canvas.translate(self.width, 0)
        self.canvas.rotate(90)
        self.width, self.height = self.height, self.width

    def turned(self, x, foot, text, size=8.0):
        """Print one line that runs upwards from ``foot``, its baseline at ``x``."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - foot)
        self.canvas.rotate(90)
        self.canvas.setFont(ROMAN, size)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def row(self, columns, cells, y, *, size=8.0, leading=9.5, valign="top", font=ROMAN):
        """Print one row of wrapped cells whose first line may stand at ``y``; return the baseline of its last line."""
        wrapped = [wrap(cell, column.width, size, font) for column, cell in zip(columns, cells)]
        tall = max((len(w) for w in wrapped), default=1)
        for column, lines in zip(columns, wrapped):
            free = (tall - len(lines)) * leading
            at = y + {"top": 0.0, "middle": free / 2, "bottom": free}[valign]
            x = column.x + {"left": 0.0, "center": column.width / 2, "right": column.width}[column.align]
            for k, line in enumerate(lines):
                self.text(x, at + k * leading, line, size, font, column.align)
        return y + (tall - 1) * leading

    def rows(self, columns, rows, y, *, pad=3.0, leading=9.5, **how):
        """Print rows under each other; return the baselines of their last lines."""
        ends = []
        for cells in rows:
            end = self.row(columns, cells, y, leading=leading, **how)
            ends.append(end)
            y = end + leading + pad
        return ends

    def next_page(self):
        """Begin a page."""
        self.canvas.showPage()

    def save(self):
        """Write the file."""
        self.canvas.save()
        return self.path


def wrap(cell, width, size, font):
    """Break a cell at blanks and after slashes; a newline breaks where it stands."""
    out = []
    for part in cell.split("\n"):
        line = ""
        for token in re.findall(r"[^\s/]+/?|/|\s+", part):
            if line and measured((line + token).rstrip(), size, font) > width:
                out.append(line.rstrip())
                line = token.lstrip()
            else:
                line += token
        if line.strip():
            out.append(line.rstrip())
    return out


def parts(text):
    """Return (text, level) pieces of a marked-up line: level 1 raised, -1 lowered."""
    out, last = [], 0
    for m in _SCRIPT.finditer(text):
        out.append((text[last : m.start()], 0))
        out.append((m.group(2), 1 if m.group(1) == "^" else -1))
        last = m.end()
    out.append((text[last:], 0))
    return [p for p in out if p[0]]


def measured(text, size, font):
    """Return the width of a marked-up line."""
    return sum(stringWidth(part, font, size if level == 0 else 0.7 * size) for part, level in parts(text))


def caption_lines(text, width, size=8.0, font=ROMAN):
    """Break a caption into lines."""
    return simpleSplit(text, font, size, width)
