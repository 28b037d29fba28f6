"""Formulas of sodium oxides in running text.

In: plain text of one block (markup taken off); out: frozen mentions with character offsets. Blanks from line ends and spelt-out
MathML are bridged, composites (``CORE@SHELL``, ``SHELL-coated CORE``) united; `chemistry.formula` reads what is found.
Method: own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd

from pipeline.chemistry.formula import Formula, FormulaError, parse
from pipeline.chemistry.plausibility import doubts


def formulas(text: str) -> tuple[FormulaMention, ...]:
    """Find the sodium oxides of ``text``: ``Na_xTMO2`` and electrode materials, with what is printed before them.

    Blanks from a line end and from spelt-out MathML are bridged; salts, precursors and polyanions are left out.
    """
    found: list[FormulaMention] = []
    taken = 0
    for m in _START.finditer(text):
        if m.start() < taken:
            continue
        mention = _formula_at(text, m.start())
        if mention:
            found.append(mention)
            taken = mention.end
    return tuple(_composites(text, found))


@dataclass(frozen=True, slots=True)
class FormulaMention:
    """A formula at ``text[start:end]``; ``prefix`` is what is printed before it without a blank (``P2``, ``LS``)."""

    formula: Formula
    start: int
    end: int
    prefix: str = ""
    prefix_start: int = 0

    @property
    def open(self) -> tuple[str, ...]:
        """Variables and placeholders that the text must still settle."""
        return tuple(v for v in self.formula.variables) + self.formula.placeholders


@lru_cache(maxsize=8192)
def read(text: str) -> Formula | None:
    """Return the formula that a text is, or None where it is none."""
    try:
        return parse(text)
    except FormulaError:
        return None


@lru_cache(maxsize=8192)
def is_electrode_oxide(formula: Formula) -> bool:
    """Tell a layered, tunnel or spinel sodium oxide (open variables allowed) from salts, precursors and polyanions."""
    for part in formula.parts[:1]:
        amounts = part.amounts
        if not part.units or "Na" not in amounts or "O" not in amounts or part.charge or len(part.units) > 1:
            return False
        metals = [s for s in amounts if s in _METALS]
        placeholders = set(formula.placeholders)
        if set(amounts) & {"N", "H", "C", "I"} or not (set(metals) & _REDOX or placeholders):
            return False
        numbers = {s: v for s, v in amounts.items() if isinstance(v, Fraction)}
        if len(numbers) == len(amounts):
            if all(v.denominator == 1 for v in numbers.values()) and (
                numbers["O"] > 18 or gcd(*(int(v) for v in numbers.values())) > 1
            ):
                return False  # Na18Ni9Mn9O36, Na8Mn8O16: cells of a calculation
            cations = sum(v for s, v in numbers.items() if s not in _OXIDE_ANIONS)
            anions = sum(v for s, v in numbers.items() if s in _OXIDE_ANIONS)
            others = cations - numbers["Na"]
            if others <= 0 or not Fraction(1, 2) < cations / anions < Fraction(17, 10):
                return False
            if anions / others > Fraction(16, 5) and not any(d.proposal for d in doubts(formula)):
                return False
            if numbers.get("P", 0) + numbers.get("Si", 0) > others / 5:
                return False
        printed = formula.plain()
        if not re.search(r"\d", printed):
            return False  # NaMnO is a name
    return True


DASH = r"\-‐‑‒–—−�\u00ad"
_PHASE = r"(?:OPP|OP|O|P|T)['′’‘´ʹ]{0,2}[1-9]['′’‘´ʹ″]{0,2}"
PHASES = rf"{_PHASE}(?:[/+@&]\s?(?:{_PHASE}|[STZ](?![A-Za-z])|[Ss]pinel|[Tt]unnel))*|(?:L|T|S|LT|LS|LLS)(?=-$)"
_START = re.compile(r"(?<![A-Za-z0-9])[(\[]?Na(?=[\d\s(\[.A-Zxyzn□δ◻])")
_RUN = re.compile(rf"[A-Za-z0-9.,/()\[\]{{}}+±δ□◻·′'⁄∕{DASH}]+")
_SPELT = re.compile(r"(?:[A-Z][a-z]? (?:(?:\d[\d./]*|[a-z](?![a-z])|\([^()]{1,12}\)) ?)?(?:\d? ?[+−-] (?=[A-Z\d]))?){4,}")
_REDOX = frozenset(["V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Ru", "Ir"])
_METALS = _REDOX | frozenset(
    [
        "Li",
        "K",
        "Ca",
        "Mg",
        "Al",
        "Si",
        "B",
        "Sc",
        "Ti",
        "Zn",
        "Ga",
        "Ge",
        "Y",
        "Zr",
        "Nb",
        "Mo",
        "Rh",
        "Pd",
        "Ag",
        "In",
        "Sn",
        "Sb",
        "La",
        "Ce",
        "Pr",
        "Nd",
        "Sm",
        "Gd",
        "Yb",
        "Lu",
        "Hf",
        "Ta",
        "W",
        "Bi",
        "P",
        "Sr",
        "Ba",
    ]
)
_OXIDE_ANIONS = frozenset(["O", "F", "S", "Cl", "Se", "N"])
_COAT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<shell>(?!Na\d)[A-Z][A-Za-z0-9.]*(?:[A-Z]|\d)[A-Za-z0-9.()]*)(?:\s?\([^()]{{2,12}}\))?\s?[{DASH}]\s?(?:coated"
    rf"|wrapped|encapsulated)\s(?:the\s)?$"
)
_SKIN = re.compile(r"@(?:[\d.]+\s?(?:wt|mol)?\.?\s?%\s?)?(?P<shell>(?:(?!Na\d)[A-Z][a-z]?\d*(?:\.\d+)?){2,6}|C)(?![A-Za-z0-9(@])")
"""A shell without sodium oxide behind its core: NaNi0.5Mn0.5O2@Al2O3."""
_BEFORE = re.compile(
    rf"(?:(?P<tight>(?:(?:{_PHASE}(?:[/+@&]\s?(?:{_PHASE}|[Ss]pinel|[Tt]unnel|[STZ]))*)|[A-Z]{{1,4}}(?:/[A-Z])?"
    rf"|α|β|[A-Za-z]+-(?:doped|coated|substituted))-(?:type\s)?)"
    rf"|(?P<typed>(?:{_PHASE}(?:[/+]{_PHASE})*|[Tt]unnel|[Ss]pinel|[Ll]ayered)(?:[{DASH}\s]type|[{DASH}]structured?"
    rf"|[{DASH}]phase|\sphase|\s+biphasic|\s+bi-?phase)?\s+))$"
)


def _formula_at(text: str, start: int) -> FormulaMention | None:
    """Read the longest electrode oxide that begins at ``start``."""
    if text[start] == "(" or (
        text[start] == "[" and (end := _closes(text, start)) is not None and not text[end + 1 : end + 2].isalnum()
    ):  # a bracket around the formula, or one that stays open: "(Na0.6Mn1−xFexO2, x = 0, 0.05, …)"
        start += 1
    for run in _candidates(text, start):
        formula = read(re.sub("[�\u00ad]", "-", run[1]))
        if formula is not None and is_electrode_oxide(formula):
            begin, prefix = _prefix(text, start)
            coat = _COAT.search(text, max(0, begin - 60), begin)
            coated = read(f"{formula.plain()}@{coat['shell']}") if coat and len(formula.parts) == 1 else None
            if coat and coated is not None:
                return FormulaMention(coated, coat.start(), run[0], prefix, coat.start())
            skin = _SKIN.match(text, run[0]) if len(formula.parts) == 1 else None
            covered = read(f"{formula.plain()}@{skin['shell']}") if skin else None
            if skin and covered is not None and len(covered.parts) > 1:
                return FormulaMention(covered, start, skin.end(), prefix, begin)
            return FormulaMention(formula, start, run[0], prefix, begin)
    return None


def _candidates(text: str, start: int) -> list[tuple[int, str]]:
    """Pieces of the text from ``start`` that may be a formula, the longest first: (end, cleaned text)."""
    out: list[tuple[int, str]] = []
    spelt = _SPELT.match(text, start)
    if spelt and len(spelt[0]) > 12:
        body = re.sub(r"(?<=[\d ])\d? ?[+−-] (?=[A-Z])", "", spelt[0] + " ")
        out.append((start + len(spelt[0].rstrip()), re.sub(r"\s", "", body)))
    run = _RUN.match(text, start)
    if not run:
        return out
    whole = run[0]
    joined = run.end()
    for _ in range(_PIECES):  # a line end, or the blanks that subscripts left behind
        more = re.compile(r"\s{1,2}(?=[A-Z\[(0-9δxyz.−-])").match(text, joined)
        if not more or re.search(r"O2(?:[A-Z]|\)|[.,;:]?$)|[.;:]$", whole) or (piece := _RUN.match(text, more.end())) is None:
            break
        if re.match(r"[\[(]Na\d", piece[0]):
            break  # a name and its formula in brackets
        if not re.match(r"(?:[A-Z][a-z]?|\[|\()(?:[\d.(xyz\[−-]|O|[A-Z][a-z]?[\d.])|[\d.]+[A-Z]|[−-]?[δxyz][A-Z)]", piece[0]):
            break
        whole, joined = whole.rstrip("-‐\u00ad") + piece[0], piece.end()
        out += [(start_of + 0, cut) for start_of, cut in _shrunk(whole, joined)]
    return out + _shrunk(run[0], run.end())


def _shrunk(whole: str, end: int) -> list[tuple[int, str]]:
    """Cut a run from the right at punctuation, brackets and dashes."""
    out: list[tuple[int, str]] = []
    piece = whole
    for _ in range(8):
        while piece and (piece[-1] in _TAIL or _unbalanced(piece)):
            piece = piece[:-1]
        if len(piece) < 5:
            break
        out.append((end - (len(whole) - len(piece)), piece))
        cuts = [k for k in (piece.rfind(c) for c in "(-‐–−/,@[") if k > 4]
        if not cuts:
            break
        piece = piece[: max(cuts)]
    return out


_PIECES = 8
"""How many blanks a formula may hold: Na0.67 Ni0.2 Cu0.1 Mg0.05 Mn0.5 Ti0.1 Zr0.05 O1.95 F0.05."""

_TAIL = ".,;:/'′·+-‐‑‒–—−�\u00ad"


def _unbalanced(piece: str) -> bool:
    return (piece[-1] == ")" and piece.count("(") < piece.count(")")) or (
        piece[-1] == "]" and piece.count("[") < piece.count("]")
    )


def _closes(text: str, start: int) -> int | None:
    depth = 0
    for i in range(start, min(len(text), start + 120)):
        depth += (text[i] in "([") - (text[i] in ")]")
        if depth == 0:
            return i
    return None


def _prefix(text: str, start: int) -> tuple[int, str]:
    """Return where what belongs to the formula begins, and that prefix (``P2``, ``LS``, ``α``)."""
    before = text[max(0, start - 40) : start].replace("‐", "-").replace("–", "-").replace("−", "-")
    m = _BEFORE.search(before)
    if not m or (m["tight"] and m.start() and (before[m.start() - 1].isalnum() or before[m.start() - 1] in "-/")):
        return start, ""
    return start - (len(before) - m.start()), m[0].strip().rstrip("-")


def _composites(text: str, found: list[FormulaMention]) -> list[FormulaMention]:
    """Unite ``CORE@5 mol% SHELL``, ``CORE (name) coated with SHELL`` and ``SHELL (name)-coated CORE``."""
    out: list[FormulaMention] = []
    for mention in found:
        last = out[-1] if out else None
        gap = text[last.end : mention.prefix_start] if last else ""
        joined: Formula | None = None
        if last and len(last.formula.parts) == len(mention.formula.parts) == 1 and not (last.open or mention.open):
            if re.fullmatch(r"\s?@\s?(?:[\d.]+\s?(?:mol|wt|at)?\.?\s?%\s?)?", gap):
                joined = read(f"{last.formula.plain()}@{gap.strip().lstrip('@').strip()}{mention.formula.plain()}")
            elif re.fullmatch(r"\s?(?:\([^()]{2,16}\))?\s?[-–‐]?\s?(?:coated|wrapped|encapsulated|modified)\s(?:the\s)?", gap):
                joined = read(f"{mention.formula.plain()}@{last.formula.plain()}")
            elif re.fullmatch(
                r"\s?(?:\([^()]{2,16}\))?\s(?:coated|wrapped|covered|with)\s(?:with|by|a)\s?(?:(?:a\s)?(?:thin\s)?(?:shell"
                r"|layer|coating|skin)\sof\s)?(?:[\d.]+\s?(?:mol|wt)?\.?\s?%\s)?",
                gap,
            ):
                joined = read(f"{last.formula.plain()}@{mention.formula.plain()}")
        if joined is not None and last:
            if "@" in gap:
                out.pop()
            out.append(FormulaMention(joined, last.start, mention.end, "", last.prefix_start))
        out.append(mention) if joined is None else None
    return out
