"""Voltage windows, rates, cycle numbers, references and materials as printed in a cell, in one normal form.

In: a cell's text with markup and its column; out: the normal form for Table 1 and the typed value, or None where the cell holds
no such value. Nothing is corrected but dashes, minus signs, decimal commas and spaces that a line end left. Method: own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.cells.headers import Column
from pipeline.cells.tokens import MINUS, is_missing, number, one_line, tokenize
from pipeline.cells.values import CellKind
from pipeline.model import plain

_VOLT = r"[-+]?\d(?:[.,]\d{1,3})?"
_WINDOW = re.compile(
    rf"(?P<low>(?<![\d.,])(?:(?<![\w)])-)?\d(?:[.,]\d{{1,3}})?)\s*V?\s*(?P<joint>-|~|to|÷|and|/|\s)\s*(?P<high>{_VOLT})(?![\d.]|[.,]\d)"
)
_WINDOW_WORDS = re.compile(
    r"\b(?:between|from|volts?|V|range|window|cut-?off|half|full|coin|cells?|in|a)\b|\(?\s*(?:vs?\.?|versus)\s*"
    r"(?P<against>[A-Z][a-z]?)\s*\+?\s*(?:/\s*[A-Z][a-z]?\s*\d?\s*\+?)?(?![a-z])\s*\)?|[\s()\[\];,/.:]"
)
_COUNT = re.compile(
    r"(?:after |over |the )*([~≈>≥])?\s*(\d{1,3}(?:[, ]\d{3})+|\d+)\s*(?:-?(?:st|nd|rd|th))?\s*"
    r"(?:n|N|cycles?|cycs?\.?|times)?\.?"
)
_OWN_WORK = re.compile(
    r"\b(?:this|present|our|current)\s+(?:work|study|paper|article|research|report|group)\b|\bours\b|\bhere(?:in)?\b",
    re.IGNORECASE,
)
_FORMULA_START = r"(?:[A-Za-z0-9]{1,6}-)?[\[(]*(?:Na|Li|K|Mg|Ca|Zn|Fe|Mn|Ni|Co|V|Ti|Cr|Cu)"
_TORN = re.compile(
    rf"^(?P<left>{_FORMULA_START}[^\s@]*[\d}}\])xyz/δ−+-])\s+(?P<right>[\[(]*[A-Z][a-z]?(?:_\{{|\d|[A-Z\[(]|$)\S*)"
)
_CITATION = re.compile(r"\s*\^\{\s*\[?(?P<numbers>\d{1,3}[a-z]?(?:\s*[,;–—-]\s*\d{1,3}[a-z]?)*)\]?\s*\}\s*$")
_BRACKET_CITATION = re.compile(r"\s*\[\s*(?P<numbers>\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\s*\]\s*$")


@dataclass(frozen=True, slots=True)
class Volts:
    """One window in a cell: as printed and as two numbers in rising order, and how surely it was read."""

    text: str
    low: float
    high: float
    cell_kind: CellKind | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference cell: its normal form, the first number in it, and whether it names the paper's own work."""

    text: str
    numbers: tuple[int, ...]
    own_work: bool


def read_windows(text: str) -> tuple[str, tuple[Volts, ...], bool]:
    """Return a window cell's normal form without its unit, its windows, and whether all of it was understood."""
    line = one_line(text)
    found: list[Volts] = []
    rest = line
    for match in _WINDOW.finditer(line):
        low, high = number(match["low"]), number(match["high"])
        joint = match["joint"].strip()
        if joint == "" and "V" not in match.group() and not re.fullmatch(r"\d[.,]\d+ \d[.,]\d+(?: ?V)?", line):
            continue
        if abs(high - low) < 0.1 or not min(low, high) >= -4 or max(low, high) > 6.5:
            continue
        sure = {"": 0.75, "/": 0.85, "and": 0.9}.get(joint, 0.97) * (1 if low < high else 0.98)
        printed = "–".join(n.replace(",", ".").replace("-", MINUS).lstrip("+") for n in (match["low"], match["high"]))
        found.append(Volts(printed, min(low, high), max(low, high), _cell_kind(line, match.end()), sure))
        rest = rest.replace(match.group(), " ", 1)
    against = [m["against"] for m in _WINDOW_WORDS.finditer(rest) if m["against"]]
    clear = not _WINDOW_WORDS.sub("", rest) and all(a == "Na" for a in against)
    if found:
        return "; ".join(v.text for v in found), tuple(found), clear
    if is_missing(text):
        return "", (), True
    single = re.fullmatch(rf"([≤≥<>~]?\s*{_VOLT})\s*V?", line)
    return (single.group(1).replace(",", ".") if single else line), (), bool(single)


def read_rate(text: str, column: Column) -> tuple[str, str | None]:
    """Return a rate cell's normal form, with the header's unit where the cell has none, and its one rate or None."""
    if is_missing(text):
        return "", None
    line = with_minus(one_line(text))
    tokens = tokenize(one_line(text))
    rates = [t.text for t in tokens if t.kind == "rate"]
    bare = re.fullmatch(r"[~≈]?\s*\d+(?:[.,]\d+)?(?:\s*(?:/|,|;|-|to)\s*\d+(?:[.,]\d+)?)*", line)
    if not rates and bare and column.rate_unit:
        text_with_unit = (
            f"{re.sub(r'(?<=[0-9])-(?=[0-9])', '–', line)} {column.rate_unit.replace('-rate', '').replace(' rate', '')}"
        )
        return text_with_unit, text_with_unit if re.fullmatch(r"\d+(?:[.,]\d+)?", line) else None
    if len(rates) == 1 and len([t for t in tokens if t.kind != "word"]) == 1:
        return rates[0], rates[0]
    in_two_units = len(rates) == 2 and re.search(r"[(=]", line) is not None and len({"A" in r for r in rates}) == 2
    return line, rates[0] if len(rates) == 1 or in_two_units else None


def read_cycles(text: str) -> tuple[str, int | None]:
    """Return a cycles cell's normal form (``1000`` for ``1,000 cycles``) and its one number or None."""
    if is_missing(text):
        return "", None
    line = one_line(text)
    match = _COUNT.fullmatch(line)
    if match:
        digits = re.sub(r"[, ]", "", match.group(2))
        return f"{match.group(1) or ''}{digits}", int(digits)
    counts = [t for t in tokenize(line) if t.kind == "cycles"]
    return (
        (counts[0].text, int(counts[0].number or 0)) if len(counts) == 1 and len(tokenize(line)) == 1 else (_en_dash(line), None)
    )


def _en_dash(line: str) -> str:
    return re.sub(r"(?<=\d)\s?-\s?(?=\d)", "–", line)


def read_reference(text: str) -> Cited | None:
    """Return what a reference cell names: numbers (``93``, ``[93–95]``, ``19l``), this work, or authors; None if missing."""
    if is_missing(text):
        return None
    line = re.sub(r"\s+", " ", one_line(text, units=False)).strip()
    own = bool(_OWN_WORK.search(line))
    if own:
        return Cited(re.sub(r"^[\[(]\s*|\s*[\])]$", "", line), (), True)
    bare = re.sub(r"(?i)\b(?:refs?\.?|references?|qv\s*:)\s*|[\[\](){}]", " ", line).strip(" .,;")
    bare = re.sub(r"\s+", " ", bare)
    if re.fullmatch(r"[SR]?\d{1,4}[a-z]?(?:(?:\s*[,;&/-]\s*(?:and\s+)?|\s+and\s+)[SR]?\d{0,4}[a-z]?)*", bare) and not re.search(
        r"(?:19|20)\d\d", bare
    ):
        normal = re.sub(r"\s*[;,]\s*", ", ", re.sub(r"\s*-\s*", "–", bare))
        return Cited(normal, tuple(int(n) for n in re.findall(r"(?<![SR\d])\d+", bare)), False)
    numbers = re.findall(r"(?:[\[(]|\brefs?\.?\s*)(\d{1,3})[a-z]?[\])]?(?!\d)", line, re.IGNORECASE)
    return Cited(line, tuple(int(n) for n in numbers), False)


def read_material(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a material with its markup and without line ends' spaces, and the citation numbers that hang on it."""
    out = re.sub(r"\s+", " ", text).strip()
    numbers: tuple[int, ...] = ()
    for pattern in (_CITATION, _BRACKET_CITATION):
        match = pattern.search(out)
        if match and (pattern is _BRACKET_CITATION or not re.search(r"(?:Na|Li|K|Zn|Mg|Ca|Al|Fe|Mn|V)$", out[: match.start()])):
            numbers = tuple(int(n) for n in re.findall(r"\d+", match["numbers"]))
            out = out[: match.start()]
            break
    out = re.sub(r"(?<=[-‐–/])\s+(?=[A-Z\d(_\[])", "", out)
    out = re.sub(r"\s+(?=[/@]\S)|(?<=@)\s+", "", out)
    while (torn := _TORN.match(out)) and not re.search(r"(?:O|S|F|Cl)(?:_\{[^}]*\}|[\d.xδ−+-])*$", torn["left"]):
        out = torn["left"] + torn["right"] + out[torn.end() :]
    return out, numbers


def with_minus(line: str) -> str:
    """Write the exponent of a unit with a real minus sign: ``mA g-1`` is ``mA g−1``."""
    return re.sub(r"(?<=[A-Za-z])\s?-\s?([12])(?!\d)", rf"{MINUS}\1", line)


def readable(text: str) -> str:
    """Return any other cell as one line for ``extra``: no markup, real minus signs in exponents, the printed dashes."""
    line = re.sub(r"\s+", " ", plain(text)).strip()
    return re.sub(r"(?<=[A-Za-z])\s?[-‐–]\s?([12])(?!\d)", rf"{MINUS}\1", line)


def _cell_kind(line: str, end: int) -> CellKind | None:
    match = re.match(r"\s*V?\s*[(\[,]?\s*(full|half)", line[end:], re.IGNORECASE)
    return None if match is None else "full" if match.group(1).lower() == "full" else "half"
