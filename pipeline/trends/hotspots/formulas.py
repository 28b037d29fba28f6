"""Formulas inside labels set as chemists set them: amounts below, charges above the line.

In: a label in plain text; out: runs of text with their level. Only a word that is a formula through and through is touched, of
two elements at least or of one with a charge: P2 and O3 are phases, and MOF is no compound. Method: own.
"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.chemistry.formula.letters import ELEMENTS

Level = Literal["", "sub", "sup"]
_SYMBOLS = "|".join(sorted(ELEMENTS, key=lambda symbol: (-len(symbol), symbol)))
_AMOUNT = r"\d+/\d+|\d*\.\d+|\d+|(?<=T)x"
_FORMULA = re.compile(rf"(?:(?:{_SYMBOLS}|T(?=x)|[()\[\]])(?:{_AMOUNT})?)+")
_ION = re.compile(rf"({_SYMBOLS})(\d*[+-])")
_ELEMENT = re.compile(_SYMBOLS)
_PARTS = re.compile(_AMOUNT)
_RAISED: dict[Level, dict[int, str]] = {
    "": {},
    "sub": dict(zip(map(ord, "0123456789x"), "₀₁₂₃₄₅₆₇₈₉ₓ")),
    "sup": dict(zip(map(ord, "0123456789+-"), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")),
}
_WORDS = re.compile(r"([\s\-]|,(?=\s)|/(?!\d))")


def typeset(label: str) -> tuple[tuple[str, Level], ...]:
    """Return the label as (text, level) runs, level being "", "sub" or "sup"; joined they are the label."""
    runs: list[tuple[str, Level]] = []
    for word in _WORDS.split(label):
        runs.extend(_word(word))
    joined: list[tuple[str, Level]] = []
    for text, level in runs:
        if text and joined and joined[-1][1] == level:
            joined[-1] = (joined[-1][0] + text, level)
        elif text:
            joined.append((text, level))
    return tuple(joined)


def unicode_label(label: str) -> str:
    """Return the label with Unicode's raised and lowered digits and signs; what has none (point, slash) stays on the line."""
    return "".join(text.translate(_RAISED[level]) for text, level in typeset(label))


def _word(word: str) -> list[tuple[str, Level]]:
    ion = _ION.fullmatch(word)
    if ion:
        return [(ion.group(1), ""), (ion.group(2), "sup")]
    if not any(c.isdigit() or c == "x" for c in word) or not _FORMULA.fullmatch(word) or len(_ELEMENT.findall(word)) < 2:
        return [(word, "")]
    runs: list[tuple[str, Level]] = []
    end = 0
    for amount in _PARTS.finditer(word):
        runs += [(word[end : amount.start()], ""), (amount.group(), "sub")]
        end = amount.end()
    return [*runs, (word[end:], "")]
