"""How a paper names its samples: values of variables, and designations (``denoted as NM, NMT1 and NMT2, respectively``).

In: plain text of one block (markup taken off); out: frozen mentions with character offsets into that text. Nothing is resolved
here: which material a name stands for is `pipeline.materials`. Words stand in ``designation_words.tsv``. Method: own.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import DASH, PHASES
from pipeline.chemistry.oxides import formulas as formulas


def bindings(text: str) -> tuple[Binding, ...]:
    """Find the values of variables: ``x = 0, 0.11 and 0.22``, ``y = 1/9``, ``M = Fe, Co``; ranges are none."""
    out: list[Binding] = []
    for m in _BINDING.finditer(text):
        values: list[Fraction | str] = []
        coded = False  # whether each value has its name behind it
        end = m.end()
        position = m.end()
        while item := _VALUE.match(text, position):
            if _UNIT.match(text, item.end()) and values:
                break
            symbol = item["symbol"]
            if (symbol is None) == m["name"].isupper() or (symbol and symbol not in _SYMBOLS):
                break
            values.append(symbol or Fraction(item["number"]))
            code = _CODE_BEHIND.match(text, item.end())
            more = _LIST_GAP.match(text, code.end()) if code else None
            coded = coded or (more is not None and len(values) == 1)
            end = position = code.end() if code and coded else item.end()
            gap = _LIST_GAP.match(text, position)
            if not gap:
                break
            position = gap.end()
        if values and not _RANGE.match(text, end):
            out.append(Binding(m["name"].replace("δ", "delta"), tuple(values), m.start(), end))
    return tuple(out)


def codes(text: str) -> list[str]:
    """Return the words of a letter and a number (``T0``, ``Na70``) of a text, names of samples or of other things."""
    found = re.finditer(r"(?<![\w(-])(?:[A-Z]\d{1,2}|[A-Z][a-z]\d{2,3})(?![\w)-]|\.\d)", text)
    return [m[0] for m in found if not re.search(rf"{_DRAWN}$", text[max(0, m.start() - 12) : m.start()])]


def namings(text: str, elsewhere: frozenset[str] = frozenset()) -> tuple[Naming, ...]:
    """Find where ``text`` gives names: ``denoted as NM, NMT1 and NMT2, respectively``, ``hereafter NMO``, ``(NNMO)``.

    A bare bracket counts only straight after a formula or its list of values; so does ``(x = 0, 0.1; NM, NMT)``. ``elsewhere``
    are the `codes` that the document uses.
    """
    out = [n for m in _VERB.finditer(text) if (n := _named_after(text, m))]
    out += [n for b in bindings(text) if (n := _named_beside(text, b))]
    out += [n for m in _ACTIVE.finditer(text) if (n := _named_as(text, m))]
    out += [n for m in _MADE.finditer(text) if (n := _named_behind_the_making(text, m, out))]
    spans = [(n.start, n.end) for n in out]
    for m in _BRACKET.finditer(text):
        if any(a < m.end() and m.start() < b for a, b in spans):
            continue
        if not re.search(
            r"(?:[A-Za-z]*O[\d.]+(?:[−–-]?[δxyz])?(?:[A-Z][a-z]?[\d.]*|[δxyz])*|composites?|oxide|intergrowth|heterostructure"
            r"|materials?|samples?|cathodes?|oxides|products?|powders?|\bones?)\s?$",
            text[: m.start()],
        ) and not (
            MAKING.search(text[: m.start()]) and re.match(rf"[A-Z][A-Za-z]{{0,3}}[{DASH}][A-Z][A-Za-z0-9]+\)", text[m.end() :])
        ):
            continue
        generic = re.search(r"O[\d.]+(?:[−–-]?[δxyz])?\s?$", text[: m.start()]) is not None
        labels = _label_list(text, m.start() + 1, strict=True, generic=generic) or (
            _code(text, m.end(), elsewhere) if generic else []
        )
        if labels and re.match(r"(?:\s(?:for short|in short|hereafter|hereinafter|below))?[)\];,]", text[labels[-1].end :]):
            out.append(Naming(tuple(labels), m.start(), labels[-1].end + 1, "bracket", False))
    return tuple(sorted(out, key=lambda n: n.start))


def _code(text: str, at: int, elsewhere: frozenset[str]) -> list[Label]:
    """Read a name of a letter and a number (``T0``) that a formula is given in a bracket and that the text uses again."""
    m = _CODE.match(text, at)
    if m is None or re.fullmatch(PHASES, m[0]) or re.search(rf"{_DRAWN}{m[0]}\b", text):
        return []
    if m[0] not in elsewhere and m[0] not in codes(text):
        return []
    return [Label(m[0], at, m.end())]


def _named_as(text: str, m: re.Match[str]) -> Naming | None:
    """Read names behind what they are given to: ``we denote A, B and C as L5, L10 and L0``."""
    labels = _label_list(text, m.end(), strict=False)
    return Naming(tuple(labels), m.end() - 1, labels[-1].end, "verb", False) if labels else None


def _named_behind_the_making(text: str, m: re.Match[str], found: list[Naming]) -> Naming | None:
    """Read as many names as a series has values, behind its making: ``with x = 0, 0.1 and 0.2 was prepared (C0, C10, C20)``."""
    told = [b for b in bindings(text[: m.start()]) if not isinstance(b.values[0], str) and m.start() - b.end <= 80]
    labels = _label_list(text, m.end(), strict=False) if told else []
    if len(labels) < 2 or len(labels) != len(told[-1].values) or any(n.start < m.end() and m.start() < n.end for n in found):
        return None
    if not re.match(r"(?:,?\s(?:for short|in short|hereafter|hereinafter|below|respectively))*[)\]]", text[labels[-1].end :]):
        return None
    return Naming(tuple(labels), m.start(), labels[-1].end, "verb", True)


def _named_beside(text: str, values: Binding) -> Naming | None:
    """Read as many names as values behind them: ``x = 0, 0.1; NM and NMT)``, ``x = 0.5 and 0.7 (Na0.5 and Na0.7)``.

    A name may also stand behind each value: ``x = 0 (M0), 0.05 (M5) and 0.1 (M10)``.
    """
    each = list(_CODE_BEHIND.finditer(text, values.start, values.end))
    if len(each) == len(values.values) > 1:
        labels = [Label(n["code"], n.start("code"), n.end("code")) for n in each]
        return Naming(tuple(labels), values.end, values.end, "verb", True)
    m = re.compile(r"\s?[;,:]\s?(?=[A-Z])|\s?\((?=[A-Z])").match(text, values.end)
    labels = _label_list(text, m.end(), strict=False) if m else []
    if not m or len(labels) != len(values.values):
        return None
    if len(labels) == 1 and (
        text[m.end() - 1] != "(" or len(re.findall(rf"(?<![\w-]){re.escape(labels[0].name)}(?![\w-])", text)) < 2
    ):
        return None
    if not re.match(r"(?:,?\s(?:for short|in short|hereafter|hereinafter|below|respectively))*[)\]]", text[labels[-1].end :]):
        return None
    return Naming(tuple(labels), m.start(), labels[-1].end, "verb", True)


def designations(text: str) -> tuple[Label, ...]:
    """Find every word that is spelt like the name of a sample: ``NMT3``, ``P2-NNMO``, ``NaLNMFT-0.02``, ``O3@5% P2``.

    ``/-0.04`` after a name repeats its stem; names of methods, cells, phases and ions are left out.
    """
    out: list[Label] = []
    for m in _LABEL.finditer(text):
        cut = _without_cell(m[0])
        if cut is None:
            continue
        at, name = cut
        if is_designation(name):
            out.append(Label(name, m.start() + at, m.start() + at + len(name)))
            out += _repeated_stems(text, out[-1])
    return tuple(out)


@lru_cache(maxsize=8192)
def is_designation(name: str) -> bool:
    """Tell a word that can be the name of a sample from a method, an ion, a phase, a unit or a plain word."""
    if name in _words("stop") | _words("generic") or len(name) > 40 or re.fullmatch(PHASES, name) or _ION.fullmatch(name):
        return False
    if re.search(rf"\d[{DASH}][xyzδ](?![a-z])", name):
        return False  # a formula with an amount left open, Mn1−x
    if re.fullmatch(r"(?:[A-Z][a-z]?0?\.\d+){3,}", name):
        return False  # what stands in the bracket of a formula, (Ni0.4Cu0.1Mn0.5)
    letters = re.sub(r"[^A-Za-z]", "", name)
    capitals = sum(c.isupper() for c in letters)
    if len(letters) < 2 or capitals < 2 or re.search("[a-z]{4}", re.sub("(?i)tunnel|spinel|coated|bulk|layer(?:ed)?", "", name)):
        return False
    if re.fullmatch(
        r"(?:Na[xy]?)?(?:TM|[A-Z][a-z]?)(?:O|S)\d?|Li?TM.*|(?:[A-Z][a-z]?[-–−/:])+[A-Z][a-z]?|[A-Z]s|[A-Z]{2,}s"
        r"|[IVX]+|Fig.*|Ref.*|No.*|Table.*",
        name,
    ):
        return False  # Na-Fe-Mn-O, Na/Li, TMs
    return not re.fullmatch(r"\(?\d+\)?|[Rr]-?\d.*|P6.*|C2/[mc]|Fd.*|R3.*|P[1-6]_?\\d?/[mnc].*|Cmc.*|Pbam|Pmmn", name)


def split_prefix(label: str) -> tuple[str, str]:
    """Part the phases in front of a name from the rest: ``P2/O3-NMT3`` is (``P2/O3``, ``NMT3``)."""
    m = re.fullmatch(rf"({PHASES})(?:-type)?[-‐–−\s]\s?/?(.+)", label)
    return (m[1], m[2]) if m else ("", label)


@lru_cache(maxsize=8192)
def label_key(label: str) -> str:
    """Return the form under which two prints of one name are equal: case, dashes and blanks do not count."""
    folded = re.sub("[′’‘´]", "'", label).replace("″", "''").replace("⁄", "/")
    return re.sub(r"[^a-z0-9@/.+'()δ]", "", folded.lower().replace("%", "@@"))


def fits(label: str, formula: Formula) -> bool:
    """Tell whether the capital letters of a name can be those of the formula's elements (NMT3 of Na, Ni, Mn, Ti)."""
    symbols = set(re.findall("[A-Z][a-z]?", formula.plain()))
    rest = re.sub(r"[^A-Za-z]", "", split_prefix(label)[1].split("@")[0])
    found = re.findall("[A-Z][a-z]?", rest)
    if not found:
        return False
    hits = sum(any(s == f or s[0] == f[0] for s in symbols) for f in found)
    return hits >= max(2, len(found) - 2) and hits / len(found) > 0.6


def near_miss(label: str, known: str) -> int:
    """Tell a misspelling: 2 where ``label`` is ``known`` with two neighbours swapped, 1 with one letter more or less, else 0.

    Numbers must agree, so that NMT1 is never taken for NMT2.
    """
    a, b = label_key(label), label_key(known)
    if a == b or min(len(a), len(b)) < 4 or re.findall("[0-9.]+", a) != re.findall("[0-9.]+", b):
        return 0
    if len(a) == len(b):
        differing = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = len(differing) == 2 and differing[1] == differing[0] + 1 and a[differing[0]] == b[differing[1]]
        return 2 if swapped and a[differing[1]] == b[differing[0]] else 0
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    lost = len(longer) == len(shorter) + 1 and len(shorter) >= 5
    return int(lost and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))))


@dataclass(frozen=True, slots=True)
class Binding:
    """Values of one variable at ``text[start:end]``, in printed order."""

    name: str
    values: tuple[Fraction | str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A name at ``text[start:end]``; a repeated stem (``/-0.04``) is written out in ``name``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Naming:
    """A place that gives names; ``how`` is ``verb`` or ``bracket``; ``ordered`` when the text says respectively."""

    labels: tuple[Label, ...]
    start: int
    end: int
    how: str
    ordered: bool


@cache
def _words(kind: str) -> frozenset[str]:
    lines = files("pipeline.chemistry").joinpath("designation_words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(row["word"] for row in csv.DictReader(lines, delimiter="\t") if row["kind"] == kind)


def words(kind: str) -> frozenset[str]:
    """Return the words of a kind of ``designation_words.tsv``: naming, stop, sample, pristine, target, element."""
    return _words(kind)


_ION = re.compile(
    r"(?:[A-Z][a-z]?[\dIVn.]*[+−–-][/\d+−–-]*)+|[A-Z][a-z]?\d?[spdf](?:\d/\d)?|[A-Z][a-z]?[–—-]O.*|[A-Z][a-z]?\((?:I|V)+\)"
)
_BINDING = re.compile(r"(?<![A-Za-z0-9])(?P<name>[xyzwuabmn]|δ|M|TM|Me|A|X)\s*=\s*(?=[\d.A-Z])")
_VALUE = re.compile(r"(?P<number>\d+/\d+|\d*\.\d+|\d+)(?![\d/])|(?P<symbol>[A-Z][a-z]?)(?![A-Za-z0-9])")
_CODE_BEHIND = re.compile(
    rf"\s?\((?:(?:denoted|labelled|labeled|named|designated|hereafter)\s(?:as\s)?)?(?P<code>[A-Z][A-Za-z]*[{DASH}]?\d[\d.]*|[A-Z]{{2,6}})\)"
)
"""The name of a sample behind the value of its variable."""
_LIST_GAP = re.compile(r"\s*(?:,|;|/)\s*(?:and|or|&)?\s*(?=[\d.A-Z])|\s+(?:and|or|&)\s+(?=[\d.A-Z])")
_UNIT = re.compile(r"\s?(?:wt|mol|at)?\.?\s?%|\s?(?:°|mAh?|V\b|C\b|cycles|h\b|Å|nm|eV|mg)|\s*[×x]\s*10")
_RANGE = re.compile(rf"\s?(?:[{DASH}]|to|~)\s?\d")
_SYMBOLS = frozenset(
    [
        "Li",
        "B",
        "F",
        "Mg",
        "Al",
        "Si",
        "K",
        "Ca",
        "Sc",
        "Ti",
        "V",
        "Cr",
        "Mn",
        "Fe",
        "Co",
        "Ni",
        "Cu",
        "Zn",
        "Ga",
        "Ge",
        "Y",
        "Zr",
        "Nb",
        "Mo",
        "Ru",
        "Rh",
        "Sn",
        "Sb",
        "La",
        "Ce",
        "Ta",
        "W",
        "Ir",
        "Bi",
        "Sr",
        "Ba",
        "In",
        "Pr",
        "Nd",
    ]
)
_LABEL = re.compile(
    rf"(?<![\w@.{DASH}])(?:\([─{DASH}][A-Z][a-z]?\)\s?)?(?:[a-z][{DASH}](?=[A-Z]{{2}}))?[A-Z0-9](?:[\w.+′'’\u2060]|\d%)*"
    rf"(?:(?:[{DASH}@‖|]{{1,2}}|//?(?![{DASH}]))(?:[\w.+′'’\u2060]|%\s?(?=[A-Z]))+)*"
)
_VERB = re.compile(
    r"(?<![A-Za-z])(?:(?:are|is|was|were|be|been)\s+)?(?:(?:hereafter|hereinafter|henceforth|simply|further"
    r"|also|here|thus|then|respectively|abbr\.?)[\s,]+)*"
    r"(?P<verb>{})(?:[\s,]+(?:simply|hereafter|hereinafter|henceforth|here|below|respectively))*"
    r"(?P<as>(?:\s+to)?\s+(?:simply\s+)?(?:as|by|with)|\s+to\s+as)?\s*[:,]?\s+(?:the\s+)?(?:samples?\s+)?(?=[\"“”'‘’(A-Z0-9])".format(
        "|".join(sorted(_words("naming"), key=len, reverse=True))
    )
)
_ACTIVE = re.compile(
    r"\b(?:denote|designate|label|name|abbreviate|refer\sto|mark)\s(?:the\s)?(?:[a-z]+\s){0,4}(?=\S*Na[\d(\[])"
    r"(?:[^.;]|\.\d){8,240}?\sas\s(?=[A-Z0-9])"
)
MAKING = re.compile(
    r"\b(?:spray[- ]drying|freeze[- ]drying|milling|methods?|routes?|reactions?|(?:co-?)?precipitation|process|synthesis|"
    r"combustion|quenching|cooling|calcination|sintering|sol[-–]gel|pyrolysis|electrospinning|precursors?)(?:\sof\s(?:the\s)?\w+)?\s?$"
)
"""A way of making, behind which a bracket names the sample made so: "by spray drying (SD-NFM)"."""
_CODE = re.compile(r"(?!R3|C2)(?:[A-Z]\d{1,2}|[A-Z][a-z]\d{2,3})(?=\))")
_MADE = re.compile(
    r"\b(?:prepared|synthesi[sz]ed|obtained|made|produced|studied|investigated|tested|compared|grown|fabricated)"
    r"(?:\s(?:by|via|through|using|with)\s(?:an?\s|the\s)?(?:[\w–-]+\s){0,4}[\w–-]+)?\s\((?=[A-Z])"
)
_DRAWN = r"\b(?:Fig|Table|Eq|Scheme|Figure)s?\.?\s"
"""What tells the number of a figure from a name."""
_NEEDS_AS = frozenset(
    ["referred", "noted", "defined", "recorded", "represented", "assigned", "identified", "known", "expressed", "marked"]
)
_BRACKET = re.compile(r"[(\[](?=[A-Z0-9(])")
_ITEM_GAP = re.compile(r"\s*,\s*(?:and|or|&)?\s*|\s+(?:and|or|&)\s+")


def _named_after(text: str, m: re.Match[str]) -> Naming | None:
    """Read the names after a verb of naming."""
    if m["verb"] in _NEEDS_AS and not m["as"]:
        return None
    if re.search(r"\b(?:should|must|worth|be|well)\s*$", text[: m.start()]) and m["verb"] == "noted":
        return None
    labels = _label_list(
        text, m.end(), strict=m["verb"] in {"defined", "identified", "assigned", "known", "expressed", "represented"}
    )
    if not labels:
        return None
    end = labels[-1].end
    ordered = bool(re.match(r"[\s,]*(?:respectively|in (?:this|that|the same) order)", text[end:]))
    return Naming(tuple(labels), m.start(), end, "verb", ordered or "respectively" in m[0])


def _label_list(text: str, at: int, strict: bool, generic: bool = False) -> list[Label]:
    """Read names parted by commas and ``and`` from ``at``; ``generic``: also words that are names only right there (``HEO``)."""
    out: list[Label] = []
    while True:
        opening = re.compile(r"[\"“”'‘’]*").match(text, at)
        at = opening.end() if opening else at
        m = _LABEL.match(text, at)
        if not m:
            break
        cut = _without_cell(m[0])
        if cut is None or cut[0] or cut[1] != re.sub(r"\.[a-z]$|[.,'’]+$", "", m[0]):
            break
        name = cut[1]
        if not (
            is_designation(name) or (not strict and _is_short_name(name, text, at)) or (generic and name in _words("generic"))
        ):
            break
        out.append(Label(name, at, at + len(name)))
        repeated = _repeated_stems(text, out[-1])
        out += repeated
        at = (repeated or out)[-1].end
        closing = re.compile(r"[\"”'’]*").match(text, at)
        at = closing.end() if closing else at
        gap = _ITEM_GAP.match(text, at)
        if not gap:
            break
        at = gap.end()
    return out


def _is_short_name(name: str, text: str, at: int) -> bool:
    """Tell names that only a verb of naming makes names: ``NM``, ``S1``, ``Na0.62``, ``Mg-5``."""
    if name in _words("generic") or re.fullmatch(rf"T\d|[A-Z][a-z]?[{DASH}]\d[\d.]*", name):
        return True
    if name in _words("stop") or re.fullmatch(PHASES, name) or _ION.fullmatch(name) or name in {"In", "The", "A", "It", "Z", "C"}:
        return False
    if _UNIT.match(text, at + len(name)):
        return False
    return bool(re.fullmatch(rf"(?:[A-Z][A-Za-z]?){{1,3}}[{DASH}]?[\d.]{{1,5}}|[A-Z]{{2,6}}", name))


def _without_cell(name: str) -> tuple[int, str] | None:
    """Take the partner off the name of a cell (``HC/O3-NNMO``, ``NNLMTO//HC``, ``NMT-based``): (where the name begins, name)."""
    name = re.sub(rf"\.[a-z]$|[.,'’(]+$|[{DASH}]based$", "", name)
    parts = re.split(r"(//|\|\|?|‖|/)", name)
    if len(parts) == 3 and (parts[1] != "/" or parts[0] in _words("cell") or parts[2] in _words("cell")):
        if parts[0] in _words("cell"):
            return (len(parts[0]) + len(parts[1]), parts[2])
        return (0, parts[0])
    return (0, name) if name else None


def _repeated_stems(text: str, label: Label) -> list[Label]:
    """Write out ``/-0.04`` after ``NaLNMFT-0.02`` and ``, -2 and -3`` after ``NMT-1``."""
    stem = re.fullmatch(rf"(.+?)[{DASH}](\d[\d.]*)", label.name)
    if not stem:
        return []
    out: list[Label] = []
    at = label.end
    pattern = re.compile(rf"(?:/|\s?,\s?(?:and\s)?|\s(?:and|or)\s)([{DASH}]\d+(?:\.\d+)?)(?![\d.]*\s?(?:%|V|°|mA|C\b))")
    while m := pattern.match(text, at):
        out.append(Label(f"{stem[1]}-{m[1][1:]}", m.start(1), m.end(1)))
        at = m.end(1)
    return out
