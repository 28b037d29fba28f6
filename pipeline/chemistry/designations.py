"""How a paper names its samples: formulas in running text, values of variables, and designations (``denoted as NM``).

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


def bindings(text: str) -> tuple[Binding, ...]:
    """Find the values of variables: ``x = 0, 0.11 and 0.22``, ``y = 1/9``, ``M = Fe, Co``; ranges are none."""
    out: list[Binding] = []
    for m in _BINDING.finditer(text):
        values: list[Fraction | str] = []
        end = m.end()
        position = m.end()
        while item := _VALUE.match(text, position):
            if _UNIT.match(text, item.end()) and values:
                break
            symbol = item["symbol"]
            if (symbol is None) == m["name"].isupper() or (symbol and symbol not in _SYMBOLS):
                break
            values.append(symbol or Fraction(item["number"]))
            end = position = item.end()
            gap = _LIST_GAP.match(text, position)
            if not gap:
                break
            position = gap.end()
        if values and not _RANGE.match(text, end):
            out.append(Binding(m["name"].replace("δ", "delta"), tuple(values), m.start(), end))
    return tuple(out)


def namings(text: str) -> tuple[Naming, ...]:
    """Find where ``text`` gives names: ``denoted as NM, NMT1 and NMT2, respectively``, ``hereafter NMO``, ``(NNMO)``.

    A bare bracket counts only straight after a formula or its list of values.
    """
    out = [n for m in _VERB.finditer(text) if (n := _named_after(text, m))]
    spans = [(n.start, n.end) for n in out]
    for m in _BRACKET.finditer(text):
        if any(a < m.end() and m.start() < b for a, b in spans):
            continue
        if not re.search(
            r"(?:[A-Za-z]*O[\d.]+(?:[−–-]?[δxyz])?(?:[A-Z][a-z]?[\d.]*|[δxyz])*|composites?|oxide|intergrowth|heterostructure"
            r"|material|sample|cathode)\s?$",
            text[: m.start()],
        ):
            continue
        labels = _label_list(text, m.start() + 1, strict=True)
        if labels and re.match(r"(?:\s(?:for short|in short|hereafter|hereinafter|below))?[)\];,]", text[labels[-1].end :]):
            out.append(Naming(tuple(labels), m.start(), labels[-1].end + 1, "bracket", False))
    return tuple(sorted(out, key=lambda n: n.start))


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


def is_designation(name: str) -> bool:
    """Tell a word that can be the name of a sample from a method, an ion, a phase, a unit or a plain word."""
    if name in _words("stop") or len(name) > 40 or re.fullmatch(_PHASES, name) or _ION.fullmatch(name):
        return False
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
    m = re.fullmatch(rf"({_PHASES})(?:-type)?[-‐–−\s]\s?/?(.+)", label)
    return (m[1], m[2]) if m else ("", label)


def label_key(label: str) -> str:
    """Return the form under which two prints of one name are equal: case, dashes and blanks do not count."""
    folded = re.sub("[′’‘´]", "'", label).replace("″", "''").replace("⁄", "/")
    return re.sub(r"[^a-z0-9@/.+'()δ]", "", folded.lower().replace("%", "@@"))


def fits(label: str, formula: Formula) -> bool:
    """Tell whether the capital letters of a name can be those of the formula's elements (NMT3 of Na, Ni, Mn, Ti)."""
    symbols = list(formula.amounts)
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


# --- words and letters


@cache
def _words(kind: str) -> frozenset[str]:
    lines = files("pipeline.chemistry").joinpath("designation_words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(row["word"] for row in csv.DictReader(lines, delimiter="\t") if row["kind"] == kind)


def words(kind: str) -> frozenset[str]:
    """Return the words of a kind of ``designation_words.tsv``: naming, stop, sample, pristine, target, element."""
    return _words(kind)


_DASH = r"\-‐‑‒–—−�\u00ad"
_PHASE = r"(?:OPP|OP|O|P|T)['′’]{0,2}[1-9]['′’″]{0,2}"
_PHASES = rf"{_PHASE}(?:[/+@&]\s?(?:{_PHASE}|[STZ](?![A-Za-z])|[Ss]pinel|[Tt]unnel))*|(?:L|T|S|LT|LS|LLS)(?=-$)"
_ION = re.compile(
    r"(?:[A-Z][a-z]?[\dIVn.]*[+−–-][/\d+−–-]*)+|[A-Z][a-z]?\d?[spdf](?:\d/\d)?|[A-Z][a-z]?[–—-]O.*|[A-Z][a-z]?\((?:I|V)+\)"
)
_START = re.compile(r"(?<![A-Za-z0-9])[(\[]?Na(?=[\d\s(\[.A-Zxyzn□δ◻])")
_RUN = re.compile(rf"[A-Za-z0-9.,/()\[\]{{}}+±δ□◻·′'⁄∕{_DASH}]+")
_SPELT = re.compile(r"(?:[A-Z][a-z]? (?:(?:\d[\d./]*|[a-z](?![a-z])|\([^()]{1,12}\)) ?)?(?:\d? ?[+−-] (?=[A-Z\d]))?){4,}")
_BINDING = re.compile(r"(?<![A-Za-z0-9])(?P<name>[xyzwuabmn]|δ|M|TM|Me|A|X)\s*=\s*(?=[\d.A-Z])")
_VALUE = re.compile(r"(?P<number>\d+/\d+|\d*\.\d+|\d+)(?![\d/])|(?P<symbol>[A-Z][a-z]?)(?![A-Za-z0-9])")
_LIST_GAP = re.compile(r"\s*(?:,|;|/)\s*(?:and|or|&)?\s*(?=[\d.A-Z])|\s+(?:and|or|&)\s+(?=[\d.A-Z])")
_UNIT = re.compile(r"\s?(?:wt|mol|at)?\.?\s?%|\s?(?:°|mAh?|V\b|C\b|cycles|h\b|Å|nm|eV|mg)|\s*[×x]\s*10")
_RANGE = re.compile(rf"\s?(?:[{_DASH}]|to|~)\s?\d")
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
_NAME = r"[A-Za-z0-9(][\w.+%′'’()]*"
_LABEL = re.compile(
    rf"(?<![\w@.{_DASH}])(?:\([─{_DASH}][A-Z][a-z]?\)\s?)?[A-Z0-9](?:[\w.+′'’\u2060]|\d%)*"
    rf"(?:(?:[{_DASH}@‖|]{{1,2}}|//?(?![{_DASH}]))(?:[\w.+′'’\u2060]|%\s?(?=[A-Z]))+)*"
)
_VERB = re.compile(
    r"(?<![A-Za-z])(?:(?:are|is|was|were|be|been)\s+)?(?:(?:hereafter|hereinafter|henceforth|simply|further"
    r"|also|here|thus|then|respectively|abbr\.?)[\s,]+)*"
    r"(?P<verb>{})(?:[\s,]+(?:simply|hereafter|hereinafter|henceforth|here|below|respectively))*"
    r"(?P<as>(?:\s+to)?\s+(?:simply\s+)?(?:as|by|with)|\s+to\s+as)?\s*[:,]?\s+(?:the\s+)?(?:samples?\s+)?(?=[\"“”'‘’(A-Z0-9])".format(
        "|".join(sorted(_words("naming"), key=len, reverse=True))
    )
)
_NEEDS_AS = frozenset(
    ["referred", "noted", "defined", "recorded", "represented", "assigned", "identified", "known", "expressed", "marked"]
)
_BRACKET = re.compile(r"[(\[](?=[A-Z0-9(])")
_ITEM_GAP = re.compile(r"\s*,\s*(?:and|or|&)?\s*|\s+(?:and|or|&)\s+")


# --- formulas


def _formula_at(text: str, start: int) -> FormulaMention | None:
    """Read the longest electrode oxide that begins at ``start``."""
    if text[start] in "([" and _closes(text, start) is not None and text[start] == "(":
        start += 1
    for run in _candidates(text, start):
        formula = read(re.sub("[�\u00ad]", "-", run[1]))
        if formula is not None and is_electrode_oxide(formula):
            begin, prefix = _prefix(text, start)
            coat = _COAT.search(text, max(0, begin - 60), begin)
            coated = read(f"{formula.plain()}@{coat['shell']}") if coat and len(formula.parts) == 1 else None
            if coat and coated is not None:
                return FormulaMention(coated, coat.start(), run[0], prefix, coat.start())
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
    for _ in range(2):  # a line end, or a blank that a subscript left behind
        more = re.compile(r"\s{1,2}(?=[A-Z\[(0-9δxyz.−-])").match(text, joined)
        if not more or re.search(r"O2(?:[A-Z]|\)|[.,;:]?$)|[.;:]$", whole) or (piece := _RUN.match(text, more.end())) is None:
            break
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


@lru_cache(maxsize=8192)
def read(text: str) -> Formula | None:
    """Return the formula that a text is, or None where it is none."""
    try:
        return parse(text)
    except FormulaError:
        return None


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


_COAT = re.compile(
    rf"(?<![A-Za-z0-9])(?P<shell>(?!Na\d)[A-Z][A-Za-z0-9.]*(?:[A-Z]|\d)[A-Za-z0-9.()]*)(?:\s?\([^()]{{2,12}}\))?\s?[{_DASH}]\s?(?:coated"
    rf"|wrapped|encapsulated)\s(?:the\s)?$"
)
_BEFORE = re.compile(
    rf"(?:(?P<tight>(?:(?:{_PHASE}(?:[/+@&]\s?(?:{_PHASE}|[Ss]pinel|[Tt]unnel|[STZ]))*)|[A-Z]{{1,4}}(?:/[A-Z])?"
    rf"|α|β|[A-Za-z]+-(?:doped|coated|substituted))-(?:type\s)?)"
    rf"|(?P<typed>(?:{_PHASE}(?:[/+]{_PHASE})*|[Tt]unnel|[Ss]pinel|[Ll]ayered)(?:[{_DASH}\s]type|[{_DASH}]structured?"
    rf"|[{_DASH}]phase|\sphase|\s+biphasic|\s+bi-?phase)?\s+))$"
)


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


# --- names


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


def _label_list(text: str, at: int, strict: bool) -> list[Label]:
    """Read names parted by commas and ``and`` from ``at``."""
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
        if not (is_designation(name) or (not strict and _is_short_name(name, text, at))):
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
    if (
        name in _words("stop")
        or re.fullmatch(_PHASES, name)
        or _ION.fullmatch(name)
        or name in {"In", "The", "A", "It", "Z", "C"}
    ):
        return False
    if _UNIT.match(text, at + len(name)):
        return False
    return bool(re.fullmatch(rf"(?:[A-Z][A-Za-z]?){{1,3}}[{_DASH}]?[\d.]{{1,5}}|[A-Z]{{2,6}}", name))


def _without_cell(name: str) -> tuple[int, str] | None:
    """Take the partner off the name of a cell (``HC/O3-NNMO``, ``NNLMTO//HC``): (where the name begins, name)."""
    name = re.sub(r"\.[a-z]$|[.,'’(]+$", "", name)
    parts = re.split(r"(//|\|\|?|‖|/)", name)
    if len(parts) == 3 and (parts[1] != "/" or parts[0] in _words("cell") or parts[2] in _words("cell")):
        if parts[0] in _words("cell"):
            return (len(parts[0]) + len(parts[1]), parts[2])
        return (0, parts[0])
    return (0, name) if name else None


def _repeated_stems(text: str, label: Label) -> list[Label]:
    """Write out ``/-0.04`` after ``NaLNMFT-0.02`` and ``, -2 and -3`` after ``NMT-1``."""
    stem = re.fullmatch(rf"(.+?)[{_DASH}](\d[\d.]*)", label.name)
    if not stem:
        return []
    out: list[Label] = []
    at = label.end
    pattern = re.compile(rf"(?:/|\s?,\s?(?:and\s)?|\s(?:and|or)\s)([{_DASH}]\d+(?:\.\d+)?)(?![\d.]*\s?(?:%|V|°|mA|C\b))")
    while m := pattern.match(text, at):
        out.append(Label(f"{stem[1]}-{m[1][1:]}", m.start(1), m.end(1)))
        at = m.end(1)
    return out
