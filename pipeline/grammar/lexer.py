"""One sentence as tokens: quantities with their values, material names, words and punctuation, each with its place.

In: the flat text of a sentence and the places of its material names; out: `Token`s in order. Numbers whose unit stands only after
the last of a list get it ("0.1, 0.2 and 0.5 C"); ranges are told from two values. What typesetting does to a word (split or lost
ligatures, other dashes and primes) is undone by word, so that places stay right. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from pipeline.grammar.units import in_usual_unit

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−─－\u00ad"), "-")
_PRIMES = dict.fromkeys(map(ord, "′’‘´ʹ＇"), "'")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " ")
_OTHERS = str.maketrans(
    {
        **dict(zip("∼～˜≈≃≅∽", "~~~~~~~")),
        "º": "°",
        "˚": "°",
        "◦": "°",
        "％": "%",
        "⁻": "-",
        "¹": "1",
        "·": ".",
        "⋅": ".",
        "∙": ".",
        "•": ".",
        "×": "x",
        "，": ",",
        "（": "(",
        "）": ")",
        "；": ";",
        "＝": "=",
        "‖": "|",
        "∥": "|",
        "║": "|",
        "⇌": "→",
        "↔": "→",
        "⟶": "→",
        "➔": "→",
        "⇒": "→",
        "➝": "→",
        "⇄": "→",
        "⇆": "→",
        "⟷": "→",
        "∕": "/",
        "⁄": "/",
    }
)
_SAME_LENGTH = {**_OTHERS, **_DASHES, **_PRIMES, **_SPACES}

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?![\d.,]*\d*,)|\d+)(?:\.\d+)?"
_VOLT = r"\d(?:\.\d{1,3})?"
_V = r"V(?:olts?)?\b(?!\s*s\s*-)(?!\s*/\s*s\b)"
_REFERENCE = r"(?:\s*\(?\s*(?:vs\.?|versus)\s*(?:Na\s?\+?\s?/\s?Na\s?\+?|Na\s?/\s?Na\s?\+|Na\b)\s*\+?\s*\)?)?"
_CYCLE_WORDS = (
    r"(?:(?:dis)?charg(?:e|ing)|full|continuous|consecutive|repeated|repetitive|deep|long(?:-term)?|"
    r"prolonged|extended|galvanostatic|"
    r"electrochemical|stable|aging|ageing|life|test|subsequent|successive|operational|operating|battery|GCD|uninterrupted|"
    r"sodiation|desodiation|insertion|extraction|/|-|and|of)"
)
_WORD_NUMBERS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "  # noqa: SIM905
        "fifteen sixteen seventeen eighteen nineteen "
        "twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_COLDEST_CELL, _HOTTEST_CELL = -80.0, 150.0
_ORDINALS = {
    "first": 1,
    "initial": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "tenth": 10,
    "twentieth": 20,
    "fiftieth": 50,
    "hundredth": 100,
    "thousandth": 1000,
}
_SPELT = rf"(?:a|{'|'.join(w for w in _WORD_NUMBERS if w != 'zero')})(?:[\s-](?:hundred|thousand|{'|'.join(_WORD_NUMBERS)}))*"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("ENERGY", rf"(?P<n>{NUMBER})\s*k?W\s*\.?h?\s*(?:kg|L|l)\s*-?\s*1|(?P<n2>{NUMBER})\s*k?W\s?h?\s*/\s*(?:kg|L)"),
    (
        "CAPACITY",
        rf"(?P<n>{NUMBER})\s*(?P<u>m\s?A\s?\.?\s?h(?:rs?|ours?)?\s?\.?\s*(?:\(?g\)?\s*(?:\^\s*)?(?:-\s*1|1)(?!\d|\.\d)|/\s*g\b|"
        r"per\s+gram\b|per\s+g\b)|(?<!m)A\s?\.?h\s*(?:kg\s*-?\s*1|/\s*kg))",
    ),
    ("ABSOLUTE", rf"(?P<n>{NUMBER})\s*m?\s?Ah(?:\s*cm\s*-\s*[23]|\s*/\s*cm\d?)?\b"),
    (
        "CURRENT",
        rf"(?P<n>{NUMBER})\s*(?P<u>[mμµ]?\s?A\s*\.?\s*(?:\(?g\)?\s*(?:\^\s*)?(?:-\s*1|1)(?!\d|\.\d)|/\s*g\b|per\s+gram\b))",
    ),
    ("LOADING", rf"(?P<n>{NUMBER})(?:\s*-\s*{NUMBER})?\s*mg\s*(?:cm\s*-\s*2|/\s*cm\s*2)"),
    ("TEMPERATURE", rf"(?P<n>-?{NUMBER})\s*(?P<u>°\s*C|℃|degrees?\s+C(?:elsius)?)\b|(?P<n2>-?{NUMBER})\s*℃"),
    (
        "RATE",
        rf"(?<![\w.°])C\s*/\s*(?P<d>{NUMBER})(?![\w])|(?P<n>{NUMBER})\s?-?C(?:-rates?|\s+rates?)?(?![\w°/'])(?!\s*-\s*[A-Z])",
    ),
    (
        "SHARE",
        (
            rf"(?P<n>{NUMBER})\s*(?:(?:wt|mol|at|vol|mass|atom)\.?\s*%|%\s*(?:RH\b|by\s+(?:weight|mass|"
            rf"volume)|\(?\s*(?:wt|mol|w/w|v/v)\b))"
        ),
    ),
    ("PERCENT", rf"(?P<n>{NUMBER})\s*(?P<u>%|per\s?cent\b)"),
    (
        "WINDOW",
        (
            rf"(?P<low>{_VOLT})\s*(?:{_V})?{_REFERENCE}\s*(?P<join>-|~|to|through|up\s+to|down\s+to|and|/|≤\s*(?:V|"
            rf"E|U)\s*≤|<\s*(?:V|E|U)\s*<)\s*(?P<high>{_VOLT})\s*{_V}{_REFERENCE}"
        ),
    ),
    ("VOLTAGE", rf"(?P<n>-?{_VOLT})\s*{_V}{_REFERENCE}"),
    (
        "FEW",
        rf"(?:first|initial|initially|previous|following|next|for)\s+(?:few|several|(?:two|three|"
        rf"four|five|six|ten|[2-9]|10))\s+(?:{_CYCLE_WORDS}[\s/-]*)*cycles\b|"
        rf"(?:{NUMBER}|{_SPELT})\s*(?:pre-?\s?|activation |formation |conditioning |initial )cycles\b|"
        rf"cycle\s+(?:life|number|performance|stability)\b",
    ),
    (
        "CYCLES",
        rf"(?P<n>(?:\d{{1,2}} \d00(?= )|{NUMBER}))\s*-?\s*(?P<ord>st|nd|rd|th)?\s*-?\s*(?:{_CYCLE_WORDS}[\s/-]*)*(?:cycles?|"
        rf"loops|laps)\b(?!\s+of\s+(?:CV|cyclic))|"
        rf"(?P<w>{_SPELT})\s+(?:{_CYCLE_WORDS}[\s/-]*)*cycles\b|(?P<o>{'|'.join(_ORDINALS)})\s+(?:{_CYCLE_WORDS}[\s/-]*)*cycle\b|"
        rf"cycle\s+(?:number\s+(?:of\s+)?|no\.?\s*)?(?P<c>{NUMBER})\b(?!\s*(?:%|C\b|m|V))|cycled\s+(?:for\s+)?(?P<t>{NUMBER})\s+times|"
        rf"(?<=for )(?P<f>{NUMBER})\s+times\b",
    ),
)
_QUANTITY = {
    name: re.compile(
        rf"(?<![\w.,@])(?:{pattern})" if name not in ("RATE", "FEW") else pattern, 0 if name not in ("FEW", "CYCLES") else re.I
    )
    for name, pattern in _PATTERNS
}
_STARTS = re.compile(
    r"(?<![\w.])(?:-?\d|C\s*/)|\b(?:cycle|first|initial|next|for|previous|following|a|"
    + "|".join((*_ORDINALS, *_WORD_NUMBERS))
    + r")",
    re.I,
)
_AFTER_NUMBER = re.compile(r"[^\d.,]|\Z")
_WORD = re.compile(r"[^\W\d_][\w'/-]*[\w']|[^\W\d_]|\d[\w.]*|[^\w\s]|_")
_BEFORE = re.compile(
    rf"(?<![\w.,-])(?<!\D/)(?<![^\d.]\d/)(?P<n>-?{NUMBER})(?P<ord>st|nd|rd|th)?"
    r"(?P<gap>\s*(?:\([^()]{0,12}(?:\dC|\d C|A g|cycles|QQ)[^()]{0,12}\)\s*)?"
    r"(?:,\s*(?:and|or|&)?|and|or|&|/|to|-|~|vs\.?|versus)\s*(?:from\s+|"
    r"of\s+|ca\.\s*|about\s+|~\s*)?)$"
)
_TIES = {"-": "range", "~": "range", "t": "to", "v": "versus"}
_NOT_LISTED = re.compile(
    r"(?:\b(?:fig(?:ure|s)?\.?|tables?|ref(?:s|erences?)?\.?|eq\.?|schemes?|section|note|step|[Sxyz])|=)\s*$", re.I
)
_FIGURE_BEFORE = re.compile(r"\bFig(?:ure)?s?\.?\s*(?:S?\d+\s?[A-Z]?\s*(?:,|and|&|-)\s*)*S?$", re.I)
_PAIR = re.compile(rf"(?<![\w.-])(?P<low>{_VOLT})\s*(?:-|~|to)\s*(?P<high>{_VOLT})\s*(?:,\s*and|,|and|or|/|&)\s*(?:from\s+)?$")
_BETWEEN = re.compile(
    (
        r"(?:\bbetween|\bfrom|limits? of|cut-?\s?offs?(?: voltages?)?(?: limits?)?(?: was| were)?(?: of| at| set "
        r"(?:to|at))?|limits?|range of|window of|\bof)\s*(?:the\s+)?$"
    ),
    re.I,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A quantity, a material name, a word or a mark: ``text[start:end]`` of the sentence.

    ``tag`` is a quantity's kind (PERCENT, CAPACITY, RATE, CYCLES, WINDOW, VOLTAGE, TEMPERATURE, …), MATERIAL, WORD or MARK;
    ``norm`` the word in lower case and mended, or the rate as written out ("0.5 C"); ``value`` the number; ``high`` the end of a
    range; ``ident`` the material; ``joined`` what ties it to the one before of its kind ("list", "to", "versus").
    """

    start: int
    end: int
    text: str
    tag: str
    norm: str
    value: float | None = None
    high: float | None = None
    ident: str = ""
    joined: str = ""
    ordinal: bool = False

    def __getitem__(self, kind: int | str) -> str:
        """Return the token as ChemDataExtractor2's parse language asks for it: 0 is the word, else the tag."""
        return self.norm if kind == 0 else self.tag


def clean(text: str) -> str:
    """Return text with one form of dash, prime, space, dot and arrow; as long as it was, so that places stay."""
    return text.translate(_SAME_LENGTH)


def lex(text: str, materials: Sequence[tuple[int, int, str]] = ()) -> tuple[Token, ...]:
    """Return the tokens of a sentence; ``materials`` are (start, end, id) of its material names, in order."""
    line = _both_ways(clean(text))
    found: list[Token] = []
    for start, end, ident in materials:
        found.append(Token(start, end, text[start:end], "MATERIAL", line[start:end], ident=ident))
    taken = [(m[0], m[1]) for m in materials]
    covered = _hidden(line, taken)
    found += _quantities(line, covered)
    found += _without_unit(covered, found)
    found += _cycles_again(covered, found)
    found.sort(key=lambda t: t.start)
    words: list[Token] = []
    at = 0
    for token in (*found, Token(len(line), len(line), "", "END", "")):
        words += _words(line, at, token.start)
        at = max(at, token.end)
    tokens = sorted([*found, *words], key=lambda t: t.start)
    return tuple(t if t.text == text[t.start : t.end] else replace(t, text=text[t.start : t.end]) for t in tokens)


def _both_ways(line: str) -> str:
    """Return a line in which "charge (discharge) capacities of 128 (122) mAh/g" is written with strokes: two values, not one."""
    if _WAY_IN_BRACKETS.search(line) is None:
        return line
    line = _WAY_IN_BRACKETS.sub(_stroke, line)
    return _VALUE_IN_BRACKETS.sub(_stroke, line)


def _stroke(match: re.Match[str]) -> str:
    return match[0].replace(" (", "/ ").replace("(", "/").replace(")", " ")


_WAY_IN_BRACKETS = re.compile(r"\b(?:dis)?charg(?:e|ing)\s*\(\s*(?:dis)?charg(?:e|ing)\s*\)", re.I)
_VALUE_IN_BRACKETS = re.compile(
    rf"(?<![\w.-]){NUMBER}(?:\s*m\s?A\s?\.?\s?h\s?\.?\s*(?:g\s*-?\s*1|/\s*g))?\s*"
    rf"\(\s*{NUMBER}(?:\s*m\s?A\s?\.?\s?h\s?\.?\s*(?:g\s*-?\s*1|/\s*g))?\s*\)"
)


def _hidden(line: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the line with material names blotted out by letters, so that no quantity is read in them or across them."""
    out = list(line)
    for start, end in spans:
        out[start:end] = "Q" * (end - start)
    return "".join(out)


def _quantities(line: str, covered: str) -> Iterator[Token]:
    at = 0
    while (start := _STARTS.search(covered, at)) is not None:
        token = _quantity_at(covered, start.start())
        if token is None:
            at = start.start() + 1
            if covered[start.start()].isdigit():
                at = _AFTER_NUMBER.search(covered, at).start()  # type: ignore[union-attr]
            continue
        yield from _earlier_of_list(covered, token)
        at = token.end


def _quantity_at(line: str, start: int) -> Token | None:
    for kind, _ in _PATTERNS:
        match = _QUANTITY[kind].match(line, start)
        if match is not None and (token := _token(kind, match, line)) is not None:
            return token
    return None


def _token(kind: str, match: re.Match[str], line: str) -> Token | None:
    start, end, g = match.start(), match.end(), match.groupdict()
    text = match.group()
    number = next((g[k] for k in ("n", "n2") if g.get(k)), None)
    if kind == "WINDOW":
        low, high = float(g["low"]), float(g["high"])
        tied = g["join"].split()[0] if g["join"] else "-"
        if tied in ("and", "/") and not (tied == "and" and _BETWEEN.search(line[:start])):
            return None
        low, high = min(low, high), max(low, high)
        if not (0 <= low < high <= 6.5):
            return None
        return Token(start, end, text, "WINDOW", text, low, high)
    if kind == "RATE":
        if _FIGURE_BEFORE.search(line[max(0, start - 30) : start]):  # "Figure 2C" is no rate
            return None
        norm = f"C/{g['d']}" if g.get("d") else f"{_printed(g['n'])} C"
        rate = 1 / float(g["d"]) if g.get("d") and float(g["d"]) else float((g["n"] or "0").replace(",", ""))
        return Token(start, end, text, "RATE", norm, rate) if 0 < rate <= 100 else None
    if kind == "CURRENT":
        value = in_usual_unit(number or "", _unit(g["u"]), "CURRENT")
        unit = "A g−1" if _unit(g["u"]).startswith("A") else "mA g−1"
        return Token(start, end, text, "RATE", f"{_printed(number or '')} {unit}", value)
    if kind == "CYCLES":
        count, ordinal = _cycles(g)
        return None if count is None else Token(start, end, text, "CYCLES", text.lower(), count, ordinal=ordinal)
    if kind in ("CAPACITY", "TEMPERATURE", "PERCENT"):
        unit = {"PERCENT": "%", "TEMPERATURE": "°C"}.get(kind) or _unit(g["u"])
        value = in_usual_unit(number or "", unit, kind)
        if kind == "TEMPERATURE" and not _COLDEST_CELL <= value <= _HOTTEST_CELL:
            return None  # of a furnace, not of a test
        return Token(start, end, text, kind, text, value)
    plain = (number or "").replace(",", "")
    return Token(start, end, text, kind, text.lower(), float(plain) if plain else None)


def _cycles(g: dict[str, str | None]) -> tuple[float | None, bool]:
    if g.get("o"):
        return float(_ORDINALS[str(g["o"]).lower()]), True
    if g.get("w"):
        return _spelt(str(g["w"])), False
    number = g.get("n") or g.get("c") or g.get("t") or g.get("f")
    value = float(re.sub(r"[, ]", "", str(number)))
    if value != int(value) or not 0 < value <= 100_000:
        return None, False
    return value, bool(g.get("ord") or g.get("c"))


def _spelt(words: str) -> float:
    total, part = 0, 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "hundred":
            part = max(part, 1) * 100
        elif word == "thousand":
            total, part = total + max(part, 1) * 1000, 0
        else:
            part += 1 if word == "a" else _WORD_NUMBERS.get(word, 0)
    return float(total + part)


_UNITLESS = re.compile(
    (
        rf"\bcapacit(?:y|ies)\s+(?:is|are|was|were|of|values of)\s+(?:about\s+|ca\.\s*|~\s*)?(?P<list>{NUMBER}(?:,"
        rf"\s*{NUMBER})*(?:\s*,?\s*and\s+{NUMBER})?)(?=\s*,?\s*(?:for|respectively|at|in)\b)"
    ),
    re.IGNORECASE,
)


def _without_unit(line: str, found: Sequence[Token]) -> Iterator[Token]:
    """Yield capacities of a list whose unit is not printed at all: "the charge capacity is 118, 105 and 92 for X, Y and Z"."""
    for match in _UNITLESS.finditer(line):
        numbers = list(re.finditer(NUMBER, match["list"]))
        start = match.start("list")
        if len(numbers) < 2 or any(start < t.end and match.end("list") > t.start for t in found):
            continue
        if not all(20 <= float(m.group().replace(",", "")) <= 350 for m in numbers):
            continue
        for i, m in enumerate(numbers):
            yield Token(
                start + m.start(),
                start + m.end(),
                m.group(),
                "CAPACITY",
                "no unit",
                float(m.group().replace(",", "")),
                joined="list" if i else "",
            )


_AGAIN = re.compile(r"\b(?:after|over|within|by)\s+(?P<n>\d{2,5})(?=\s*(?:[.;)](?!\d)|,(?!\d)|$|and\b|\())")


def _cycles_again(line: str, found: Sequence[Token]) -> Iterator[Token]:
    """Yield cycles whose word was said before: "98% after 100 cycles and 92% after 500"."""
    told = [t for t in found if t.tag == "CYCLES" and not t.ordinal]
    for match in _AGAIN.finditer(line):
        if any(t.end <= match.start() for t in told) and not any(
            t.start < match.end() and match.start("n") < t.end for t in found
        ):
            yield Token(match.start("n"), match.end("n"), match["n"], "CYCLES", f"{match['n']} cycles", float(match["n"]))


def _earlier_of_list(line: str, last: Token) -> Iterator[Token]:
    """Yield a quantity preceded by the numbers that share its unit, first to last."""
    if last.tag == "WINDOW":
        yield from _earlier_windows(line, last)
        return
    if last.tag not in ("PERCENT", "CAPACITY", "RATE", "CYCLES", "TEMPERATURE", "SHARE") or last.norm.startswith("C/"):
        yield last
        return
    earlier: list[Token] = []
    start, tie = last.start, ""
    unit_end = last.end
    factor = _factor(last, line)
    while factor is not None and (match := _BEFORE.search(line[max(0, start - 40) : start])) is not None:
        offset = max(0, start - 40)
        if _NOT_LISTED.search(line[: offset + match.start()]) or ("," in match["n"] and last.tag != "CYCLES"):
            break
        if match["ord"] and last.tag != "CYCLES":
            break
        gap = match["gap"].strip()
        explained = gap.startswith("(")  # "128 (0.1 C), 112 (1 C) and 90 mAh/g (5 C)": each by itself
        gap = gap.rpartition(")")[2].strip()
        value = round(factor * float(match["n"].replace(",", "")), 6)
        if last.tag == "CYCLES" and value != int(value):
            break
        tie = _TIES.get(gap[:1], "" if explained else "list")
        norm = re.sub(r"^\S+", _printed(match["n"]), last.norm) if last.tag == "RATE" else last.norm
        begin = offset + match.start()
        earlier.append(replace(last, start=begin, end=begin + len(match["n"]), value=value, norm=norm, joined=tie))
        start = begin
    ties = [t.joined for t in earlier]
    if "range" in ties and last.tag != "CYCLES":  # "10-15%" is neither 10 nor 15
        yield replace(last, start=start, tag=f"{last.tag}_RANGE", end=unit_end)
        return
    tokens = [*reversed(earlier), last]
    for i, token in enumerate(tokens):
        yield replace(token, joined=tokens[i - 1].joined if i else "")


def _factor(token: Token, line: str) -> float | None:
    """Return what a bare number of the list is multiplied with: 1000 in a list of A g-1."""
    match = re.match(NUMBER + r"|-" + NUMBER, line[token.start : token.end])
    if match is None or token.value is None:
        return None
    printed = float(match.group().replace(",", ""))
    return token.value / printed if printed else None


def _earlier_windows(line: str, last: Token) -> Iterator[Token]:
    earlier: list[Token] = []
    start = last.start
    while (match := _PAIR.search(line[:start])) is not None:
        low, high = sorted((float(match["low"]), float(match["high"])))
        if low >= high:
            break
        earlier.append(replace(last, start=match.start("low"), end=match.end("high"), value=low, high=high))
        start = match.start()
    tokens = [*reversed(earlier), last]
    for i, token in enumerate(tokens):
        yield replace(token, joined="list" if i else "")


def _unit(text: str) -> str:
    """Return a unit as ChemDataExtractor2's unit grammar takes it: ``mAh g-1``."""
    unit = (
        re.sub(r"hrs?|hours?", "h", re.sub(r"[\s.()^]", "", text))
        .replace("pergram", "/g")
        .replace("perg", "/g")
        .replace("μ", "µ")
    )
    if "/" in unit:
        return unit
    return re.sub(r"(k?g)-?1$", r" \1-1", unit)


def _printed(number: str) -> str:
    return number.replace(",", "")


def _words(line: str, start: int, end: int) -> Iterator[Token]:
    if start >= end:
        return
    found = [m for m in _WORD.finditer(line, start, end) if m.group() != "-"]
    words = [m.group().lower() for m in found]
    known = vocabulary()
    i = 0
    while i < len(found):
        match, word = found[i], words[i]
        if (
            i + 1 < len(found)
            and word + words[i + 1] in known
            and word.isalpha()
            and found[i + 1].start() - match.end() == 1
            and not (word in known and words[i + 1] in known)
        ):
            nxt = found[i + 1]
            yield Token(match.start(), nxt.end(), line[match.start() : nxt.end()], "WORD", word + words[i + 1])
            i += 2
            continue
        tag = "WORD" if word[0].isalnum() else "MARK"
        yield Token(match.start(), match.end(), match.group(), tag, known.get(word, _unfold(word)))
        i += 1


_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}


def _unfold(word: str) -> str:
    return word if word.isascii() else "".join(_LIGATURES.get(c, c) for c in word)


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, str]:
    """Return every word the phrases know, with its forms after a lost ligature ("frst", "rst"), each to the word itself."""
    text = files("pipeline.grammar").joinpath("phrases.tsv").read_text(encoding="utf-8")
    words = set(
        re.findall(r"[a-z]{2,}", " ".join(line.split("\t")[1] for line in text.splitlines() if "\t" in line and line[0] != "#"))
    )
    words |= set(_MORE_WORDS.split())
    out = {w: w for w in words}
    for word in sorted(words):
        for ligature in ("ffi", "ffl", "ff", "fi", "fl", "ft", "tt", "ti", "th"):
            if ligature not in word:
                continue
            for instead in ("", "f", _CODES.get(ligature, "")):
                form = word.replace(ligature, instead)
                if len(form) >= 3 and form not in _REAL_WORDS and ligature in ("ffi", "ffl", "ff", "fi", "fl", "ft"):
                    out.setdefault(form, word)
    return out


_CODES = {value: key for key, value in _LIGATURES.items()}
_REAL_WORDS = frozenset("of if or on in at it no so rate rates ate ater ates re sate state states ration".split())  # noqa: SIM905
_MORE_WORDS = (
    "after first fifth effect efficiency coefficient different battery batteries pattern patterns "
    "configuration profile profiles specific "
    "significantly modified unmodified confirmed the this these that than with without within "
    "cutoff off between while whereas compared "
    "respectively cathode electrode full half cell cells performance stability after fiftieth "
    "defect soft shift left drift lattice "
    "latter better attributed delivered delivering suffers suffered definitely finally benefits "
    "benefiting five fifty fifteen suffer"
)
