"""Compositions read, told from words, and compared.

In: a string, plain or with ``_{…}`` and ``^{…}``, or a ``Formula``; out: a ``Formula``, or whether. Method: own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.chemistry.formula.amounts import Expression, FormulaError
from pipeline.chemistry.formula.envelope import Reader
from pipeline.chemistry.formula.letters import ELEMENTS, PHASE, WORDS
from pipeline.chemistry.formula.values import Formula, Part, atoms_in, is_placeholder, print_part

_KEPT = 4096
"""How many readings are kept: a document prints a few hundred compositions, most of them again and again."""


def parse(text: str) -> Formula:
    """Read one composition.

    Blanks, the form of dashes, and markup kept or lost make no difference where the print is unambiguous.
    Raises FormulaError (position in ``text`` and reason) when any part of ``text`` is not understood.
    """
    return _parse(text)


@lru_cache(maxsize=_KEPT)
def _parse(text: str) -> Formula:
    formula = Reader(text).read()
    plain = formula.plain()
    try:
        stable = plain == text or Reader(plain).read() == formula
    except FormulaError:
        stable = False
    if not stable:
        raise FormulaError(text, 0, "reads differently once its sub- and superscripts are lost")
    return formula


def looks_like_formula(text: str) -> bool:
    """Tell a chemical formula (``NaOH``, ``Na2/3MnO2``) from a word, a label or a phase (``CNTs``, ``NMT3``, ``P2``, ``In``)."""
    return _looks_like_formula(text)


@lru_cache(maxsize=_KEPT)
def _looks_like_formula(text: str) -> bool:
    try:
        formula = parse(text)
    except FormulaError:
        return False
    formulas = [p for p in formula.parts if p.units]
    if len(formula.parts) > 1 and any(p.charge for p in formulas):
        return False  # a redox couple such as Mn3+/Mn4+
    lone = all(len(p.amounts) == 1 for p in formulas)
    if lone and len(formula.parts) > 1:  # Mn-O is a bond, Fe/Mn a ratio; Pt/C and Sb@CNTs are materials
        carbon = len(formulas) < len(formula.parts) or any(list(p.amounts) == ["C"] for p in formulas[1:])
        return carbon and all(p.join in "@/" for p in formula.parts)
    return not (lone and formula.prefix) and any(_is_compound(p) for p in formulas)


def same_composition(a: Formula | str, b: Formula | str, *, rounding: bool = False) -> bool:
    """Tell whether two formulas have the same parts with numerically equal amounts.

    With ``rounding`` a number printed with two or more decimals stands for every number that rounds to it
    (Ni0.33 = Ni1/3, Na0.67 = Na2/3); fractions, integers and one-decimal numbers stay exact. Strings may raise FormulaError.
    """
    one, two = (parse(f) if isinstance(f, str) else f for f in (a, b))
    if len(one.parts) != len(two.parts):
        return False
    for p, q in zip(one.parts, two.parts):
        if (p.name, p.charge) != (q.name, q.charge):
            return False
        left, right = p.with_tolerance, q.with_tolerance
        if set(left) != set(right):
            return False
        for symbol, (value, slack) in left.items():
            other, more = right[symbol]
            gap = value + other * Expression.of(-1)
            if gap.value is None or (abs(gap.value) >= slack + more if rounding and gap.value else gap.value != 0):
                return False
    return True


def _is_compound(part: Part) -> bool:
    """Tell a compound from a word that happens to be spelled with element symbols."""
    if part.name:
        return False
    text = print_part(replace(part, share=None))
    atoms = [a for u in part.units for a in atoms_in(u.items)]
    symbols = {a.symbol for a in atoms}
    if re.fullmatch(rf"{PHASE}|S[0-9]{{1,2}}[A-I]", text) or text in WORDS["word"]:
        return False
    if re.fullmatch("[A-Z]{2,}", text):
        return text in WORDS["capitals"]
    if text in ELEMENTS:
        return len(text) == 2
    if len(symbols) == 1:
        return text in WORDS["single"]
    placeholders = {s for s in symbols if is_placeholder(s)}
    if re.fullmatch(r"[A-Z]{2,}\.?[0-9]*", text) and (text.endswith("P1") or (placeholders and not symbols & {"O", "X"})):
        return False  # a label: SP1, NCFM111
    if atoms[-1].symbol in placeholders - {"X"} or (
        not re.search("[0-9]", text) and re.search("[A-Za-z][abcdmpqtuvw](?![a-z])", _bare(text))
    ):
        return False  # a label or a word: S12A, PubMed
    return len(part.units) > 1 or (part.units[0].amount.expression.value or 0) <= 20


def _bare(text: str) -> str:
    """Return the text with two-letter elements as ``E``, so that small letters left over are variables."""
    return re.sub("[A-Z][a-z]", lambda m: "E" if m[0] in ELEMENTS | WORDS["placeholder"] else m[0], text)
