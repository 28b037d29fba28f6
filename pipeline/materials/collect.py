"""What a document names: formulas, series with their values, and which name stands for which formula.

In: passages; out: `Names`, which holds every sighting of a formula and every definition of a name with its place. Nothing is
corrected; a name whose formula is not told stays without one. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from pipeline.chemistry.designations import (
    Binding,
    FormulaMention,
    Label,
    Naming,
    bindings,
    designations,
    fits,
    formulas,
    label_key,
    namings,
    near_miss,
    split_prefix,
    words,
)
from pipeline.chemistry.designations import (
    read as read_formula,
)
from pipeline.chemistry.formula import Formula, FormulaError
from pipeline.materials.passages import Passage
from pipeline.model import BlockKind


def collect(passages: Sequence[Passage]) -> Names:
    """Find all formulas, series and names of a document."""
    read = [_read(k, p) for k, p in enumerate(passages)]
    series = tuple(_series(read))
    definitions: list[Definition] = []
    for r in read:
        for naming in r.namings:
            definitions += _defined(naming, r, read, series)
        definitions += _appositions(r)
        if r.passage.block.kind is BlockKind.TABLE:
            definitions += _rows(r)
    doses = _dosed_series(series)
    definitions = _settled([_checked(d, doses) for d in definitions])
    tokens = Counter(label.name for r in read for label in r.labels)
    definitions = [d for d in definitions if d.formula is not None or _is_sample(d.label, read)]
    definitions += _derived(definitions, tokens, doses, read)
    return Names(tuple(read), series, tuple(definitions))


@dataclass(frozen=True, slots=True)
class Definition:
    """``label`` stands for ``formula`` (None: not told), said at ``start`` of passage ``passage`` by ``how``.

    ``values`` are those of the variables that were put in; ``alias_of`` is the name that this one is a form of.
    """

    label: str
    formula: Formula | None
    passage: int
    start: int
    end: int
    how: str
    values: Mapping[str, Fraction | str] = field(default_factory=dict)
    alias_of: str | None = None
    group: int = -1


@dataclass(frozen=True, slots=True)
class Series:
    """A formula with open variables and the values it takes: one row of assignments a member, with the bound formula."""

    general: Formula
    rows: tuple[tuple[Mapping[str, Fraction | str], Formula], ...]
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a document names."""

    read: tuple[_Read, ...]
    series: tuple[Series, ...]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    number: int
    passage: Passage
    formulas: tuple[FormulaMention, ...]
    bindings: tuple[Binding, ...]
    namings: tuple[Naming, ...]
    labels: tuple[Label, ...]


def _read(number: int, p: Passage) -> _Read:
    """Find everything in one passage; a lowered number behind another one is parted from it: Com950 0.8."""

    def printed(label: Label) -> Label:
        name = label.name
        if label.end - label.start == len(name):
            name = "".join(
                f" {c}"
                if k
                and c.isdigit()
                and name[k - 1].isdigit()
                and label.start + k in p.subscripts
                and label.start + k - 1 not in p.subscripts
                else c
                for k, c in enumerate(name)
            )
        return replace(label, name=name.replace("\u2060", " "))

    named = tuple(replace(n, labels=tuple(printed(label) for label in n.labels)) for n in namings(p.text))
    return _Read(number, p, formulas(p.text), bindings(p.text), named, tuple(printed(label) for label in designations(p.text)))


# --- series


def _series(read: Sequence[_Read]) -> Iterable[Series]:
    """Join every list of values to the formula whose variable it settles: the nearest before it, else the next."""
    generals = [(r.number, f.start, f.formula) for r in read for f in r.formulas if f.open and set(f.open) - {"delta"}]
    for r in read:
        for group in _groups(r):
            names = {b.name for b in group}
            place = (r.number, group[0].start)
            fitting = [g for g in generals if names <= set(g[2].variables + g[2].placeholders)]
            before = [g for g in fitting if g[:2] <= place]
            after = [g for g in fitting if g[:2] > place]
            general = before[-1] if before else after[0] if after else None
            if general is None:
                continue
            if before and general[0] != r.number and after and after[0][0] == r.number and after[0][1] - place[1] < 200:
                general = after[0]
            rows = []
            for values in _assignments(group):
                bound = _bound(general[2], values)
                if bound is not None:
                    rows.append((values, bound))
            if rows:
                yield Series(general[2], tuple(rows), r.number, group[0].start, group[-1].end)


def _groups(r: _Read) -> Iterable[list[Binding]]:
    """Join values of several variables that stand side by side: ``x = 1, 0.9 and y = 0, 0.1``."""
    group: list[Binding] = []
    for binding in r.bindings:
        gap = r.passage.text[group[-1].end : binding.start] if group else ""
        if group and (binding.name in {b.name for b in group} or not re.fullmatch(r"\s*[,;]?\s*(?:and|with|;)?\s*", gap)):
            yield group
            group = []
        group.append(binding)
    if group:
        yield group


def _assignments(group: Sequence[Binding]) -> Iterable[Mapping[str, Fraction | str]]:
    """Return one assignment a member: lists of equal length run side by side, others are crossed."""
    lengths = {len(b.values) for b in group}
    rows = zip(*(b.values for b in group)) if len(lengths) == 1 else product(*(b.values for b in group))
    for row in list(rows)[:24]:
        yield {b.name: v for b, v in zip(group, row)}


def _bound(formula: Formula, values: Mapping[str, Fraction | str]) -> Formula | None:
    try:
        bound = formula.bind(**values)
    except (FormulaError, ValueError):
        return None
    return None if bound.variables or bound.placeholders else bound


# --- names that the text explains


def _defined(naming: Naming, r: _Read, read: Sequence[_Read], series: Sequence[Series]) -> list[Definition]:
    """Tell what the names of one naming stand for."""
    labels = list(naming.labels)
    start, end = r.passage.sentence(naming.start)
    before = _outermost([f for f in r.formulas if start <= f.start and f.end <= naming.start + 1])
    closed = [f for f in before if not f.open]

    def define(
        label: Label, formula: Formula | None, values: Mapping[str, Fraction | str] | None = None, how: str = naming.how
    ) -> Definition:
        formula = _with_shell(label.name, formula) if formula is not None else None
        return Definition(label.name, formula, r.number, label.start, label.end, how, values or {}, None, naming.start)

    if len(labels) == 1:
        template = _template(labels[0], r, series)
        if template:
            return template
    if naming.how == "bracket":
        last = before[-1] if before else None
        core = [f for f in r.formulas if last is not None and f.end == last.end and f.start > last.start]
        if core and "@" not in labels[0].name:
            last = core[-1]  # in "SHELL-coated CORE (name)" the name is the core's
        if (
            last is not None
            and not last.open
            and re.fullmatch(r",\s(?:a|an|the)\s[\w/\s-]{3,40}", r.passage.text[last.end : naming.start].rstrip())
        ):
            return [define(labels[0], last.formula)] if len(labels) == 1 else []
        if last is None or naming.start - last.end > 2:
            one = labels[0].name
            if (
                len(labels) == 1
                and len(closed) == 1
                and len(before) == 1
                and naming.start - closed[0].end < 90
                and fits(one, closed[0].formula)
            ):
                return [define(labels[0], closed[0].formula)]
            word = re.search(
                r"(?:composite|oxide|sample|intergrowth|heterostructure|material|cathode)s?\s?$", r.passage.text[: naming.start]
            )
            return [define(label, None) for label in labels] if word and r.passage.block.kind is not BlockKind.CAPTION else []
        if set(last.open) <= {"delta"}:
            return [define(labels[0], None if last.open else last.formula)] if len(labels) == 1 else []
        return []
    n = len(labels)
    if n > 1:
        for candidates in _nearby_rows(r, series, start, end, n, naming):
            if candidates:
                return [define(label, f, v, "series") for label, (v, f) in zip(labels, candidates)]
        if len(closed) >= n:
            return [define(label, f.formula, None, "list") for label, f in zip(labels, closed[-n:])]
        earlier = _outermost([f for f in r.formulas if f.end <= start and not f.open])
        if len(earlier) == n and not closed:
            return [define(label, f.formula, None, "list") for label, f in zip(labels, earlier)]
    elif closed and naming.start - closed[-1].end < 160:
        previous = [m for m in r.namings if closed[-1].end <= m.start < naming.start]
        if not previous:
            return [define(labels[0], closed[-1].formula)]
    elif n == 1 and not closed:
        single = [s for s in series if s.passage == r.number and len(s.rows) == 1 and 0 <= naming.start - s.end < 60]
        if single:
            return [define(labels[0], single[-1].rows[0][1], single[-1].rows[0][0])]
        if before:
            return []
        pronoun = re.search(
            r"(?:\bit|\bthey|\bwhich|\bthis)\s*(?:\b(?:is|are|was|were)\b)?\W*$",
            r.passage.text[start : naming.start],
            re.IGNORECASE,
        )
        earlier = _outermost([f for f in r.formulas if start - 250 < f.end <= start and not f.open])
        free = earlier and not [m for m in r.namings if earlier[-1].end <= m.start < naming.start]
        if free and (pronoun or fits(labels[0].name, earlier[-1].formula)):
            return [define(labels[0], earlier[-1].formula)]
        measured = _measured(r, labels[0], end)
        if measured:
            return [define(labels[0], measured)]
    sentence = r.passage.text[start:end].lower()
    if re.search(
        r"\b(?:anode|electrolyte|binder|separator|cell|model|site|peak|region|stage|step|layer)s?\s[^.]{0,25}$",
        r.passage.text[start : naming.start].lower(),
    ):
        return []
    before_text = r.passage.text[max(0, start - 200) : start].lower() if r.passage.section == "experimental" else ""
    material = set(re.findall(r"[a-z-]+", sentence + before_text)) & words("sample") or re.search(
        r"synthesi|prepared|calcin|quench|cooled|fired|sinter|anneal", sentence
    )
    if not material or r.passage.section == "introduction":
        return []
    return [define(label, None) for label in labels if len(label.name) > 2]


def _with_shell(label: str, formula: Formula) -> Formula | None:
    """Put on the shell that a name shows (``NNMO@Al2O3``); None where the shell of the name is not told."""
    _core, at, shell = label.partition("@")
    if not at or len(formula.parts) > 1:
        return formula
    return (
        read_formula(f"{formula.plain()}@{re.sub(r'^[0-9.]+ ?%? ?', '', shell)}")
        if re.search("[A-Z][a-z]?[0-9]?[A-Z]|^C$|GO$|CNT", shell)
        else None
    )


def _measured(r: _Read, label: Label, end: int) -> Formula | None:
    """Read the composition that the next sentence says an analysis found: ``ICP analysis gave Na0.73…O2``."""
    start, stop = r.passage.sentence(end + 1)
    if start < end:
        return None
    found = _outermost([f for f in r.formulas if start <= f.start < stop and not f.open])
    said = re.search(
        r"\b(?:ICP\S*|analysis|EDS|EDX|AES|composition)\b.*\b(?:gave|gives|is|was|are|were|as|be|of)\b",
        r.passage.text[start:stop],
    )
    return found[0].formula if len(found) == 1 and said else None


def _outermost(found: Sequence[FormulaMention]) -> list[FormulaMention]:
    """Drop the parts of composites that are found as a whole."""
    return [
        f
        for f in found
        if not any(g is not f and g.start <= f.start and f.end <= g.end and g.end - g.start > f.end - f.start for g in found)
    ]


def _nearby_rows(
    r: _Read, series: Sequence[Series], start: int, end: int, n: int, naming: Naming
) -> Iterable[Sequence[tuple[Mapping[str, Fraction | str], Formula]]]:
    """Series of ``n`` members: in the sentence, in the passage, in the document, the nearest first."""
    fitting = [s for s in series if len(s.rows) == n]
    here = [s for s in fitting if s.passage == r.number]
    yield from (s.rows for s in sorted(here, key=lambda s: (not start <= s.start < end, abs(s.start - naming.start))))
    labels_fit = [
        s
        for s in fitting
        if s.passage != r.number and sum(fits(label.name, f) for label, (_, f) in zip(naming.labels, s.rows)) * 2 > n
    ]
    yield from (s.rows for s in sorted(labels_fit, key=lambda s: abs(s.passage - r.number)))


def _template(label: Label, r: _Read, series: Sequence[Series]) -> list[Definition]:
    """Write out ``Na_xLi_y`` or ``NMT-x`` for every member of the series that it names."""
    hole = re.search(r"(?<![A-Z])([xyzXYZ])(?![A-Za-z]*[a-z])", label.name)
    if not hole:
        return []
    lowered = [k for k in range(label.start, label.end) if k in r.passage.subscripts and r.passage.text[k] in "xyz"]
    out: list[Definition] = []
    for s in sorted(series, key=lambda s: (s.passage != r.number, abs(s.passage - r.number))):
        names = [k for k in s.rows[0][0] if len(k) == 1]
        holes = [k for k in names if re.search(rf"(?:(?<=[a-z0-9\-–−])|(?<=[A-Z])){k}(?![a-z])", label.name)]
        upper = not holes and len(names) == 1 and re.search(r"[-–−][XYZ]$|[XYZ]$", label.name)
        if len(s.rows) < 2 or not (holes or upper) or (holes and len(names) > 1 and not lowered and set(holes) != set(names)):
            continue
        for values, formula in s.rows:
            for text in _prints(values):
                name = label.name
                for k in holes:
                    name = re.sub(rf"(?<=[A-Za-z0-9\-–−]){k}(?![a-z])", text[k], name)
                if upper:
                    continue
                out.append(Definition(name, formula, r.number, label.start, label.end, "template", values, None, label.start))
        if upper:
            counts = [b for b in r.bindings if b.name == label.name[-1]]
            numbers = (
                [str(v) for v in counts[0].values]
                if counts and len(counts[0].values) == len(s.rows)
                else [str(k) for k in range(len(s.rows))]
            )
            out += [
                Definition(
                    label.name[:-1] + number,
                    formula,
                    r.number,
                    label.start,
                    label.end,
                    "template" if counts else "counted",
                    values,
                    None,
                    label.start,
                )
                for number, (values, formula) in zip(numbers, s.rows)
            ]
        return out
    return []


def _prints(values: Mapping[str, Fraction | str]) -> Iterable[Mapping[str, str]]:
    """Return the ways to print the values of a template: 0.1, 0.10; 0, 0.0."""
    ways: list[dict[str, str]] = [{}, {}, {}]
    for k, v in values.items():
        if isinstance(v, str):
            forms = (v, v, v)
        else:
            short = f"{float(v):g}"
            forms = (short, f"{float(v):.2f}", f"{float(v):.1f}" if float(v) == int(v) else short)
        for way, text in zip(ways, forms):
            way[k] = text
    seen: list[dict[str, str]] = []
    for way in ways:
        if way not in seen:
            seen.append(way)
    return seen


def _appositions(r: _Read) -> list[Definition]:
    """Read ``NNMO (Na0.67…O2)``, ``NMT3, Na0.85…O2, with`` and ``Na0.44…O2 or NMO-3M``."""
    out: list[Definition] = []
    text = r.passage.text
    for f in _outermost([f for f in r.formulas if not f.open]):
        start, end = r.passage.sentence(f.start)
        of = re.search(r"\bcomposition of\s(?:the\s)?(\S+)", text[f.end : end]) or re.search(
            r"\bcomposition of\s(?:the\s)?(\S+)", text[start : f.prefix_start]
        )
        if of:
            offset = (f.end if of.re.search(text[f.end : end]) else start) + of.start(1)
            told = [label for label in r.labels if label.start == offset]
            if told and abs(offset - f.end) < 140:
                out.append(
                    Definition(told[0].name, f.formula, r.number, told[0].start, told[0].end, "apposition", {}, None, f.start)
                )
        before = [
            label for label in r.labels if label.end <= f.prefix_start and not re.search(r"\d[A-Z][a-z]?\d.*O\d", label.name)
        ]
        if before:
            gap = text[before[-1].end : f.prefix_start]
            bracket = re.fullmatch(r"\s?[(\[]", gap) and text[f.end : f.end + 1] in ")];,"
            comma = (
                re.fullmatch(r",\s", gap)
                and re.match(r",(?!\s(?:and|or)\b)", text[f.end :])
                and re.search(
                    r"(?:^|[.(]\s?|\b(?:sample|material|member|composite|electrode|cathode)\s|;\s)$", text[: before[-1].start]
                )
            )
            if bracket or (comma and fits(before[-1].name, f.formula)):
                if fits(before[-1].name, f.formula) or bracket:
                    out.append(
                        Definition(
                            before[-1].name,
                            f.formula,
                            r.number,
                            before[-1].start,
                            before[-1].end,
                            "apposition",
                            {},
                            None,
                            f.start,
                        )
                    )
        after = [label for label in r.labels if label.start >= f.end]
        if after and re.fullmatch(r"\s(?:or|i\.e\.,?)\s", text[f.end : after[0].start]) and fits(after[0].name, f.formula):
            out.append(
                Definition(after[0].name, f.formula, r.number, after[0].start, after[0].end, "apposition", {}, None, f.start)
            )
    return out


def _rows(r: _Read) -> list[Definition]:
    """Read the rows of a table that hold one name and one formula in cells of their own."""
    out: list[Definition] = []
    for start, end in r.passage.sentences:
        row = r.passage.text[start:end]
        cells = [c.strip() for c in row.split("|")]
        inside = [f for f in r.formulas if start <= f.start < end and not f.open]
        whole = [f for f in inside if r.passage.text[f.prefix_start : f.end].strip() in cells]
        names = [
            label
            for label in r.labels
            if start <= label.start < end
            and label.name in cells
            and not any(f.prefix_start <= label.start < f.end for f in inside)
        ]
        if len(whole) == 1 and len(names) == 1:
            out.append(
                Definition(names[0].name, whole[0].formula, r.number, names[0].start, names[0].end, "table", {}, None, start)
            )
    return out


# --- names that are forms of explained ones


def _is_sample(label: str, read: Sequence[_Read]) -> bool:
    """Tell whether a name without a formula can be a sample's: phases in front, a shell, or letters of the paper's elements."""
    if split_prefix(label)[0] or "@" in label:
        return True
    return any(fits(label, f.formula) for r in read for f in r.formulas)


def _checked(d: Definition, doses: Sequence[Series]) -> Definition:
    """Give a name that prints amounts the member that has them, where it was given none or one that has not."""
    if re.search(r"[@()]", d.label) or not _doses(d.label) or (d.formula is not None and not _contradicts(d.label, d.formula)):
        return d
    resolved = _dosed(d.label, doses)
    if resolved:
        return replace(d, formula=resolved[1], values=resolved[0], how="dosed")
    return replace(d, formula=None, values={}) if d.formula is not None else d


def _doses(label: str) -> dict[str, Fraction]:
    """Return the amounts that a name prints behind element symbols: NaK0.01NMO has K 0.01."""
    found = re.findall(r"([A-Z][a-z]?)(0?\.\d+)(?![\d%])", split_prefix(label)[1])
    return {symbol: Fraction(amount) for symbol, amount in found}


def _contradicts(label: str, formula: Formula) -> bool:
    """Tell whether a name prints another amount of an element than the formula has."""
    amounts = formula.amounts
    return any(amounts.get(e) != v for e, v in _doses(label).items() if e in amounts or len(e) == 2)


def _settled(definitions: Sequence[Definition]) -> list[Definition]:
    """Drop a definition without a formula where the same name is given one, and captions' repeats of it."""
    told = {label_key(d.label) for d in definitions if d.formula is not None}
    return [d for d in definitions if d.formula is not None or label_key(d.label) not in told]


def _derived(
    definitions: Sequence[Definition], tokens: Counter[str], doses: Sequence[Series], read: Sequence[_Read]
) -> list[Definition]:
    """Give meaning to names that are prefixed, numbered, dosed, coated or misspelt forms of explained names."""
    known: dict[str, Definition] = {}
    for d in definitions:
        known.setdefault(label_key(d.label), d)
    bases: dict[str, list[Definition]] = {}
    for d in known.values():
        bases.setdefault(label_key(split_prefix(d.label)[1]), []).append(d)
    out: list[Definition] = []
    first = {label.name: (r.number, label.start, label.end) for r in reversed(read) for label in reversed(r.labels)}
    unknown = [t for t in tokens if label_key(t) not in known and not re.search(r"\dO\d|O2(?![A-Z])", t)]
    for token in sorted(unknown, key=lambda t: (len(t), t)):
        made = _form_of(token, known, bases, doses, tokens)
        if made:
            label, formula, how, values, alias = made
            place = first[token]
            d = Definition(label, formula, *place, how, values, alias)
            out.append(d)
            known[label_key(token)] = d
    return out


_Made = tuple[str, Formula | None, str, Mapping[str, "Fraction | str"], str | None]


def _form_of(
    token: str,
    known: Mapping[str, Definition],
    bases: Mapping[str, list[Definition]],
    doses: Sequence[Series],
    tokens: Counter[str],
) -> _Made | None:
    """Return what one unexplained name is a form of."""
    prefix, base = split_prefix(token)
    if prefix and label_key(base) in known:
        d = known[label_key(base)]
        return token, d.formula, "prefix", d.values, d.label
    kin = bases.get(label_key(base), [])
    if kin and prefix:
        return token, None, "kin", {}, None
    if len(kin) == 1 and not prefix:
        return token, kin[0].formula, "prefix", kin[0].values, kin[0].label
    grown = re.fullmatch(r"(.{3,})-([A-Z])s?", token)
    if grown and label_key(grown[1]) in known and known[label_key(grown[1])].formula is not None:
        return token, None, "variant", {}, None
    numbered = re.fullmatch(r"(.*?[A-Za-z)])[-–−]?(\d*\.?\d+)%?", base)
    if numbered:
        stem = label_key(numbered[1])
        like = [
            d
            for k, d in known.items()
            if d.values and (m := re.fullmatch(r"(.*?[a-z)])(\d*\.?\d+)", k)) and label_key(split_prefix(m[1])[1]) == stem
        ]
        if not like:
            like = [d for k, d in known.items() if d.values and label_key(split_prefix(d.label)[1]) == stem]
        for s in doses:
            for values, formula in s.rows:
                amounts = [v for v in values.values() if isinstance(v, Fraction)]
                if len(amounts) == 1 and amounts[0] == Fraction(numbered[2]) and (like or fits(token, formula)):
                    return token, formula, "numbered", values, None
    dosed = _dosed(token, doses)
    if dosed:
        return token, dosed[1], "dosed", dosed[0], None
    if "@" in token:
        core = token.partition("@")[0]
        told = label_key(core) in known or (split_prefix(core + "-X")[0] and tokens[token] > 1)
        return (token, None, "composite", {}, None) if told else None
    if tokens[token] <= 3:
        grades = [(near_miss(token, d.label), d) for d in known.values() if tokens[d.label] > tokens[token]]
        best = max((g for g, _ in grades), default=0)
        close = {d.alias_of or d.label: d for g, d in grades if g == best > 0}
        if len(close) == 1:
            d = next(iter(close.values()))
            return token, d.formula, "misspelt", d.values, d.label
    return None


def _dosed_series(series: Sequence[Series]) -> list[Series]:
    """All combinations of the values that a document gives to the variables of one formula."""
    out = list(series)
    for s in series:
        values: dict[str, dict[Fraction | str, None]] = {}
        for t in series:
            if t.general == s.general:
                for row, _ in t.rows:
                    for k, v in row.items():
                        values.setdefault(k, {})[v] = None
        if len(values) < 2:
            continue
        full = {k: tuple(dict.fromkeys([*v, Fraction(0)])) for k, v in values.items()}
        rows = []
        for combination in list(product(*full.values()))[:36]:
            assignment = dict(zip(full, combination))
            bound = _bound(s.general, assignment)
            if bound is not None:
                rows.append((assignment, bound))
        out.append(Series(s.general, tuple(rows), s.passage, s.start, s.end))
    return out


def _dosed(token: str, series: Sequence[Series]) -> tuple[Mapping[str, Fraction | str], Formula] | None:
    """Resolve a name that prints the amounts of its dopants (``NaK0.01NMTi0.1O``): exactly one member must agree."""
    doses = {m[1]: Fraction(m[2]) for m in re.finditer(r"([A-Z][a-z]?)(0?\.\d+|1(?!\d))", token)}
    if not doses or not re.search(r"[A-Z]", token):
        return None
    rest = re.sub(r"([A-Z][a-z]?)(0?\.\d+)", "", token)
    agreeing: dict[str, tuple[Mapping[str, Fraction | str], Formula]] = {}
    for s in series:
        variable = {e for e, v in s.general.amounts.items() if not isinstance(v, Fraction)}
        dopants = {e for e in variable if len(e) == 2 or e not in {"N", "M"}}
        if not set(doses) <= dopants or not fits(token, s.general):
            continue
        pure = {e for e in variable if _vanishes(s.general, e)}
        for values, formula in s.rows:
            amounts = formula.amounts
            if all(amounts.get(e) == v for e, v in doses.items()) and not any(
                e in amounts and e not in doses and not re.search(rf"{e}(?![a-z])", rest) for e in pure
            ):
                agreeing.setdefault(formula.plain(), (values, formula))
    return next(iter(agreeing.values())) if len(agreeing) == 1 else None


def _vanishes(general: Formula, element: str) -> bool:
    """Tell an element whose amount is nothing but a variable: the dopant."""
    value = general.amounts[element]
    return not isinstance(value, Fraction) and len(value.terms) == 1 and bool(value.terms[0][0])
