"""Tokens of a table cell: percentages, cycles, rates, capacities, windows, temperatures, separators.

In: the text of a cell with ``_{…}`` / ``^{…}`` markup; out: the same as one line of plain characters (`one_line`), and its tokens
(`tokenize`). Units are spelled in one way (``50 mA g−1`` with a real minus sign). Nothing is decided here. Method: own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

TokenKind = Literal[
    "percent",
    "percent-range",
    "capacity",
    "capacity-range",
    "cycles",
    "rate",
    "window",
    "temperature",
    "cell",
    "number",
    "missing",
    "separator",
    "not-cycling",
    "word",
]

MINUS = "−"
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad\ufffe\u0002]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_SAME = str.maketrans(
    dict.fromkeys("∼～˜", "~")
    | dict.fromkeys("º˚", "°")
    | dict.fromkeys("／⁄∕", "/")
    | dict.fromkeys("·•⋅", " ")
    | {"％": "%", "⩾": "≥", "⩽": "≤", "℃": "°C", "，": ",", "（": "(", "）": ")", "；": ";", "：": ":"}
)
_SUPER_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_INT = r"\d{1,3}(?:[,\u2009 ]\d{3})+(?!\d)|\d+"
_NUM = r"\d+(?:\.\d+)?"
_COMMA = r"\d{1,2},\d{1,2}(?![\d,])"
_PERCENT_NUMBER = rf"(?:{_COMMA}|{_NUM})"
_QUALIFIER = r"(?P<{}>(?:ca\.?|about|approx\.?|nearly|almost|over|above|more than|less than|up to|around)\s+|[~≈>≥<≤]=?\s*)?"
_SYMBOL = r"(?P<qx>[~≈>≥<≤]=?\s*)?"
_G = r"(?:\s*/\s*g(?:\s*-\s*1)?|\s*g\s*-?\s*1)"
_CM = r"(?:\s*/\s*cm\s*2|\s*cm\s*-?\s*2)"
_CYCLE_WORD = r"(?:cycl(?:es?|ings?)|cycs?\.?|cls\.?|times|n|N)(?![\w=])"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th))"

_PATTERNS: tuple[tuple[TokenKind, str], ...] = (
    # a loss for each cycle is no retention
    ("not-cycling", rf"{_PERCENT_NUMBER}\s*%\s*(?:per|/|each|a)\s*cycle\b"),
    ("percent-range", rf"{_QUALIFIER.format('qr')}{_PERCENT_NUMBER}\s*(?:%?\s*(?:-|~)|to\b)\s*{_PERCENT_NUMBER}\s*%"),
    ("percent", rf"{_QUALIFIER.format('qp')}(?P<percent>{_PERCENT_NUMBER})(?P<tolerance>\s*±\s*{_NUM})?\s*%"),
    ("capacity-range", rf"{_NUM}\s*-\s*{_NUM}\s*mA\s*h{_G}"),
    (
        "capacity",
        rf"{_QUALIFIER.format('qc')}(?P<capacity>{_NUM}|\d{{1,3}},\d{{1,2}})\s*(?:mA\s*h{_G}|Ah\s*/?\s*kg(?:\s*-\s*1)?)",
    ),
    ("rate", rf"(?P<current>{_NUM}|0,\d+)\s*(?P<prefix>m|μ|µ|u)?A(?P<per>{_G}|{_CM})"),
    ("temperature", rf"(?P<temperature>-?\s?{_NUM})\s*(?:°\s*C|o\s?C(?![a-z]))"),
    (
        "window",
        r"(?P<low>(?<![\d.])-?\d(?:[.,]\d+)?)\s*V?\s*(?:-|~|to|÷|and)\s*(?P<high>-?\d(?:[.,]\d+)?)\s*V(?![a-z])"
        r"(?:\s*\(?(?:vs?\.?|versus)\s*[A-Z][a-z]?\d?\s*\+?\s*/\s*[A-Z][a-z]?\d?\s*\+?\)?)?",
    ),
    (
        "cycles",
        rf"(?:from\s+)?(?:the\s+)?\d+{_ORDINAL}?\s*(?:-|to|and up to)\s*(?:the\s+)?(?P<last>{_INT}){_ORDINAL}?\s*{_CYCLE_WORD}",
    ),
    ("cycles", rf"(?P<thousands>{_NUM})\s*k\s*{_CYCLE_WORD}"),
    ("cycles", rf"(?P<qn>[~≈>≥])?\s*(?P<cycles>{_INT})\s*-?\s*{_CYCLE_WORD}"),
    ("cycles", rf"(?P<ordinal>{_INT}){_ORDINAL}(?:\s*{_CYCLE_WORD})?(?![a-z])"),
    ("cycles", rf"(?:\bn|\bcycles?(?:\s*(?:number|no\.?))?)\s*(?:=|:)\s*(?P<equal>{_INT})(?!\s*(?:%|mA|V\b|C\b))"),
    ("rate", r"(?<![\w.])C\s*/\s*(?P<part>\d+(?:\.\d+)?)(?!\d)"),
    ("rate", r"(?<![\w./])(?P<fraction>1\s*/\s*\d+)\s*C(?![a-z/\d°])"),
    ("rate", r"(?<![\w./])(?P<both>\d+(?:\.\d+)?\s*C\s*/\s*\d+(?:\.\d+)?\s*C)(?![a-z])"),
    (
        "rate",
        rf"(?P<c_rate>(?<![\d.]){_NUM}|(?<![\d.,])0,\d+)\s*-?\s*C(?:\s*-?\s*rate)?(?![a-z\d°])(?!/\d\d?(?![\d/]|\s*(?:n\b|cyc|%)))",
    ),
    ("cell", r"(?i:(?P<cell>full|half|pouch|coin))[\s-]*(?:type\s+)?cells?\b"),
    # percentages of something else
    (
        "not-cycling",
        r"(?i:\bI?CE\b|\bcoulombic|\bfaradaic|\befficienc\w+|\bdecay\w*|\bfad(?:e|ing)\b|\bloss(?:es)?\b|\benergy\b|\bvoltage\b"
        r"|\brecover\w*|\brate[\s-]+(?:capability|performance|retention)|\brelative to\b|\bof (?:the|its) capacity at\b|\bair\b"
        r"|\bstorage\b|\bhumid\w*|\bwater\b|\bvs\.?(?=\s*(?:\d|C/)))",
    ),
    (
        "missing",
        r"(?i:(?<![\w.])(?:n\s*/\s*a|n\.\s?[ardg]\.?|n\.?r\.?|not\s+(?:reported|given|available|stated|provided)))(?![\w/])",
    ),
    (
        "number",
        rf"(?<![A-Za-z]){_SYMBOL}(?P<number>(?:[12]?\d|30),\d00(?!\d)|{_COMMA}(?=\s*(?:$|[(/;@]))|{_NUM})(?P<spread>\s*±\s*{_NUM})?(?![\w.]*[A-Za-z])",
    ),
    ("separator", r"->|→|⟶|➔|\||//|[/;,@()\[\]:=&]|\band\b|\bvs\.?|\bversus\b|\bto\b"),
    ("missing", r"(?<![\w%)])-+(?![\w.])"),
    ("word", r"[A-Za-zÀ-ÿα-ωΑ-Ω′'.+]+|\S"),
)
_TOKEN = [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS]
_NOT_STATED = r"not\s+(?:reported|given|available|mentioned|stated|provided|applicable|shown|specified)"
_MISSING = re.compile(rf"(?i:[-/\\?.…*×~\s]*|n\s*/\s*a\.?|n\.\s?[ardgm]\.?|(?-i:NA|NR|ND|nr|nd)|nil|none|{_NOT_STATED}|unknown)")
_QUALIFIER_SIGNS = dict.fromkeys(("ca", "about", "approx", "nearly", "almost", "around", "≈"), "~") | {
    "over": ">",
    "above": ">",
    "more than": ">",
    "less than": "<",
    "up to": "≤",
    ">=": "≥",
    "<=": "≤",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its normal form, its number (None where it has none), a qualifier such as ``>``."""

    kind: TokenKind
    text: str
    start: int
    end: int
    number: float | None = None
    second: float | None = None
    qualifier: str | None = None
    printed_percent: bool = False


@lru_cache(maxsize=8192)
def one_line(text: str, units: bool = True) -> str:
    """Return a cell's text without markup, with one kind of dash, space and percent sign; superscript citations dropped.

    ``units=False`` keeps superscripts that no unit explains (for names and references).
    """
    out = _SPACES.sub(" ", _INVISIBLE.sub("", text)).translate(_DASHES).translate(_SAME)
    out = re.sub(r"(?<=[A-Za-z])[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: m.group().translate(_SUPER_DIGITS), out)
    if units:
        out = re.sub(r"(?:(\d+(?:\.\d+)?)\s*[×x]\s*)?\b10\s?\^\{(\d)\}", _power_of_ten, out)
        out = re.sub(r"(?<=[A-Za-z])\s?\^\{\s*(-\s?\d|[23])\s*\}", lambda m: m.group(1).replace(" ", ""), out)
        out = re.sub(r"(?<=\d)\s?\^\{\s*(st|nd|rd|th)\s*\}", r"\1", out)
        out = re.sub(r"\^\{\s*[°o0]\s*\}\s*C", " °C", out)
        out = re.sub(r"(?<=[\d%)])\s?\^\{[\d,\s\-a-z\[\]]+\}", "", out)
    out = re.sub(r"[_^]\{([^{}]*)\}", r"\1", out)
    return re.sub(r"(?<=\d) (?=\.\d)", "", _SPACES.sub(" ", out)).strip()


def _power_of_ten(match: re.Match[str]) -> str:
    return f"{float(match.group(1) or 1) * 10 ** int(match.group(2)):g}" if int(match.group(2)) < 6 else match.group()


def is_missing(text: str) -> bool:
    """Tell an empty cell and for the marks of a missing value: dash, N/A, n.r., not reported."""
    return _MISSING.fullmatch(one_line(text)) is not None


def number(text: str) -> float:
    """Return a printed number: decimal comma, thousands' comma or space."""
    compact = text.strip().replace(MINUS, "-")
    if re.fullmatch(r"-?\d{1,3}([, \u2009]\d{3})+", compact):
        return float(re.sub(r"[, \u2009]", "", compact))
    return float(re.sub(r"\s", "", compact).replace(",", "."))


def whole(text: str) -> int:
    """Return a printed whole number: ``1,000``, ``1 000``."""
    return int(re.sub(r"[, \u2009]", "", text))


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a cell's one-line text (see `one_line`)."""
    out: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        matches = ((kind, m) for kind, pattern in _TOKEN if (m := pattern.match(text, at)) and m.end() > at)
        token = next(t for kind, m in matches if (t := _token(kind, m)) is not None)
        out.append(token)
        at = token.end
    return tuple(out)


def _token(kind: TokenKind, match: re.Match[str]) -> Token | None:
    start, end = match.span()
    group = {k: v for k, v in match.groupdict().items() if v}
    qualifier = next((_qualifier(v) for k, v in group.items() if k.startswith("q")), None)
    text: str = match.group().strip()
    value: float | None = None
    second: float | None = None
    if kind == "percent":
        value = number(group["percent"])
        text = _plain_number(group["percent"]) + re.sub(r"\s*±\s*", " ± ", group.get("tolerance", ""))
    elif kind == "percent-range":
        text = "–".join(_plain_number(n) for n in re.findall(_PERCENT_NUMBER, text))
    elif kind == "number":
        value = number(group["number"])
        text = _plain_number(group["number"]) + re.sub(r"\s*±\s*", " ± ", group.get("spread", ""))
    elif kind == "capacity":
        value = number(group["capacity"])
    elif kind == "temperature":
        value = number(group["temperature"])
    elif kind == "window":
        value, second = number(group["low"]), number(group["high"])
        text = f"{_plain_number(group['low'])}–{_plain_number(group['high'])}"
    elif kind == "cell":
        text = group["cell"].lower()
        if text in ("coin", "pouch"):  # the make of a cell, not what stands against the cathode
            return Token("word", match.group(), start, end)
    elif kind == "cycles":
        count = _cycles(group)
        if count is None:
            return None
        value, text = count, str(count)
    elif kind == "rate":
        text = _rate(group, text)
    return Token(kind, text, start, end, value, second, qualifier, kind in ("percent", "percent-range"))


def _cycles(group: dict[str, str]) -> int | None:
    """``85,200 cycles`` is not 85 thousand cycles: the comma then separates, and the number begins after it."""
    if "thousands" in group:
        return round(float(group["thousands"]) * 1000)
    printed = next(group[k] for k in ("last", "cycles", "ordinal", "equal") if k in group)
    count = whole(printed)
    return None if count > 30_000 and len(re.split(r"[, \u2009]", printed)) > 1 else count


def _rate(group: dict[str, str], whole_match: str) -> str:
    if "current" in group:
        per = re.sub(r"\s+", "", group["per"])
        unit = group.get("prefix", "").replace("µ", "μ").replace("u", "μ") + "A"
        base = "g" if "g" in per else "cm"
        power = "1" if base == "g" else "2"
        below = f"/{base}" + ("2" if base == "cm" else "") if "/" in per else f" {base}{MINUS}{power}"
        return f"{_plain_number(group['current'])} {unit}{below}"
    if "part" in group:
        return f"C/{group['part']}"
    if "fraction" in group:
        return re.sub(r"\s+", "", group["fraction"]) + " C"
    if "both" in group:
        return re.sub(r"\s+", " ", group["both"])
    gap = " " if re.search(r"\sC", whole_match) else ""
    return f"{_plain_number(group['c_rate'])}{gap}C"


def _plain_number(text: str) -> str:
    return re.sub(r"\s", "", text).replace(",", ".").replace("-", MINUS)


def _qualifier(text: str) -> str:
    compact = text.strip().rstrip(".").strip()
    return _QUALIFIER_SIGNS.get(compact, compact[:1])
