"""The words of a cell: joining wrapped lines, and telling footnote marks from text.

In: the lines of one cell with markup, as printed; out: one string, and the marks. Method: own; a line that breaks inside a word,
a formula or after a slash is joined without a space, any other with one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from pipeline.model import plain
from pipeline.pdf.hyphens import Hyphens
from pipeline.pdf.words import PlacedWord

ELEMENTS = frozenset(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo
    Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb
    Bi Th U
    """.split()  # noqa: SIM905
)

_TOKEN = re.compile(r"[A-Z][a-z]?|\d+(?:[./]\d+)*|[xyzδ]|[_^]\{[^{}]*\}|[()\[\]{}@·∙+−–./-]|.")
_GLUE_END = ("/", "(", "[", "{", "@", "_{", "^{", "‐", "\u00ad", "\u0002", "\ufffe")
_GLUE_START = (")", "]", "}", ",", ".", ";", ":", "%", "_{", "/", "@")
_HYPHENS = "-‐‑\u00ad\u0002\ufffe"
_SOFT = str.maketrans({"\u0002": "-", "\ufffe": "-"})
_WORDS = Hyphens(Counter())  # joins by an English and a field word list alone: a cell has no document around it

MARK = r"[a-z](?:\s*,\s*[a-z])*\)?|[*†‡§¶#∥‖]{1,4}"
_MARK = re.compile(
    rf"\s*\^\{{\s*({MARK})\s*\}}(\)?)|(?<=[\w)\]%])([*†‡§¶]{{1,3}})(?=$|\s|[,;)])|(?<=[\w)\]%])\s*\b([a-h])\)(?=$|\s)"
)
NOTE_START = re.compile(
    rf"^\s*(?:\^\{{\s*(?P<sup>{MARK}|\d{{1,2}})\s*\}}\)?|(?P<par>\(?[a-z]\))|(?P<sym>[*†‡§¶#]{{1,4}})(?=\s|[A-Z(]))"
)
NOTE_WORD = re.compile(
    r"^\s*(?:Notes?|NOTES?|Abbreviations?|Remarks?|Sources?|Legend|Key|Footnotes?)\b\s*[:.–—]?|^\s*(?:n\.?\s?[ad]\.?|N\.?A\.?)\s*[=:,]"
)


def line_text(words: Sequence[PlacedWord]) -> str:
    """Return the words of one line with markup; what touches a hyphen before it is one word, however a library cut it."""
    out = ""
    last: PlacedWord | None = None
    for word in words:
        touching = last is not None and word.x0 - last.x1 < 0.06 * word.size and out[-1:] in "-‐‑–/"
        out = f"{out}{'' if touching or not out else ' '}{word.text}"
        last = word
    return out


def join_lines(lines: Sequence[str]) -> str:
    """Return the lines of one cell as one text."""
    out = ""
    for line in lines:
        line = line.strip()
        if line:
            out = join(out, line) if out else line
    return out


def join(above: str, below: str) -> str:
    """Join a line and the line under it: without a space inside a word, a formula or after a slash."""
    if above[-1:] in _HYPHENS and len(above) > 1 and not above[-2].isspace():
        if below[:1].isdigit() or not above[-2].isalpha():
            return above.rstrip("\u00ad\u0002\ufffe") + below
        return _WORDS.join(above.translate(_SOFT), below)
    if above.endswith(("→", "⇌", "↔")) or below.startswith(("→", "⇌", "↔")):
        return f"{above} {below}"
    if above.endswith(" /") or below.startswith("/ ") or "/" in (above, below):
        return f"{above} {below}"  # a slash that stands free is a mark of its own, often an arrow that lost its head
    if above.endswith(_GLUE_END) or below.startswith(_GLUE_START):
        return above + below
    if above.endswith(("–", "—")) and len(above) > 1 and not above[-2].isspace():
        return above + below
    if below[0] in "–—" and len(below) > 1 and not below[1].isspace() and above[-1].isdigit():
        return above + below
    if formula_continues(above, below):
        return above + below
    return f"{above} {below}"


def formula_continues(above: str, below: str) -> bool:
    """Whether a chemical formula that ends ``above`` goes on at the beginning of ``below``.

    The piece above must be a formula itself (element symbols with amounts), and the piece below begin with more of it.
    """
    last, first = above.split()[-1] if above.split() else "", below.split()[0] if below.split() else ""
    if not last or not first:
        return False
    last, first = last.split("@")[-1], first.split("@")[0] or first
    open_bracket = _open(last)
    if first[0] in ")]" and open_bracket:
        return True
    head, tail = _formula_share(last), _formula_share(first)
    if head is None or tail is None:
        return False
    amounts_head, elements_head = head
    amounts_tail, elements_tail = tail
    if elements_head == 0 or not _ends_inside(last) or _PHASES.match(plain(last)):
        return False
    if _PHASES.match(plain(first)) and "_{" not in first:
        return False
    if "@" in first[:1] or open_bracket:
        return True
    alkali = re.match(r"(?:Na|Li|K)(?![a-z])", plain(first))
    if alkali and re.match(r"\W*(?:[A-Z]{1,3}-)?(?:Na|Li|K)(?![a-z])", plain(last)):
        return False  # each begins with its own alkali metal: two formulas
    # both halves must look like formula: amounts on either side, or an oxygen that closes it
    if (
        amounts_head >= 1
        and elements_head >= 1
        and (amounts_tail >= 1 or (elements_tail and plain(first).startswith(("O", "F", "S", "P"))))
    ):
        oxide = re.search(r"O(?:_\{[^{}]*\}|\d*(?:\.\d+)?)$", last)
        return not (oxide and re.match(r"(Na|Li|K|Mg|Zn|Ca|P\d|O\d)", plain(first)))
    return False


_PHASES = re.compile(
    r"^(?:[OPSTZ][Pl]?['′″]*\d?['′″]*(?:[/+,@–-]|$))+$"
)  # P2/O3, OP4/S: letters of elements, but names of phases


def _ends_inside(last: str) -> bool:
    """Whether the last token of a line can be followed by more formula: an element, an amount or a closed group."""
    return bool(re.search(r"(?:[A-Z][a-z]?|\}|\d|\)|\]|[xyδ])$", last))


def _open(text: str) -> bool:
    return any(text.count(a) > text.count(b) for a, b in ("()", "[]"))


def _formula_share(word: str) -> tuple[int, int] | None:
    """Return the number of amounts and of element symbols in a word that is a formula, else None."""
    word = word.rstrip(",;")
    word = re.sub(r"^(?:[A-Z]{1,3}\d?|[OP]['′″]?\d)[-–](?=[A-Z])", "", word)
    amounts = elements = other = 0
    for token in _TOKEN.findall(word):
        if token in ELEMENTS:
            elements += 1
        elif (token[0] in "_^" and len(token) > 2) or token[0].isdigit():
            amounts += 1
        elif token in "()[]@·∙+−–./-xyzδ":
            continue
        elif len(token) == 2 and token[0].isupper() and token[0] in ELEMENTS:
            return None
        else:
            other += 1
    if other or (not elements and not amounts):
        return None
    return amounts, elements


def take_marks(text: str, known: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the text without its footnote marks, and the marks.

    ``known`` are the marks that the notes explain (None where the table has no notes: then only raised letters ``a`` to ``h``
    and ``*†‡§`` count). Exponents, charges and raised numbers are no marks unless a note begins with them.
    """
    marks: list[str] = []

    def replace(m: re.Match[str]) -> str:
        raised, _, symbol, letter = m.groups()
        found = raised or symbol or (letter and letter + ")")
        names = [n.strip().rstrip(")") for n in re.split(r"\s*,\s*", found)]
        if known is not None:
            if not all(n in known for n in names):
                return m.group()
        elif letter or not all(n in "abcdefgh" or n in "*†‡§**††" for n in names):
            return m.group()
        if m.start() == 0 and m.end() == len(text):
            return m.group()
        marks.extend(names)
        return ""

    out = _MARK.sub(replace, text)
    if known:
        numbers = [k for k in known if k.isdigit()]
        for number in numbers:
            m = re.search(rf"(?<=[A-Za-z)\]%])\^\{{{number}\}}(?=$|\s)", out)
            if m and m.start():
                out = out[: m.start()] + out[m.end() :]
                marks.append(number)
    return re.sub(r"\s{2,}", " ", out).strip(), tuple(marks)


def note_marks(notes: Sequence[str]) -> frozenset[str]:
    """Return the marks that the notes explain: the first one of each note and those raised inside it."""
    found: set[str] = set()
    for note in notes:
        m = NOTE_START.match(note)
        if m:
            found.update(re.findall(r"[a-z]|\d+|[*†‡§¶#∥‖]+", m.group("sup") or m.group("par") or m.group("sym")))
            for raised in re.findall(r"(?:^|[.;,)]\s*|\s)\^\{\s*([a-z]|[*†‡§¶#]+)\s*\)?\s*\}", note):
                found.add(raised)
            found.update(re.findall(r"[;.]\s*([a-z])\)\s", note))
    return frozenset(found)
