"""Names that a text explains: ``F (NM)``, ``F is denoted as NM``, ``A, B and C are named a, b and c, respectively``.

In: what was read of a passage, and the series; out: `Definition`s. Where the text does not tell the formula there is none.
Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.chemistry.designations import MAKING, Label, Naming, fits, words
from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import FormulaMention
from pipeline.chemistry.oxides import read as read_formula
from pipeline.materials.names import Definition, Read, Series
from pipeline.model import BlockKind


def explained(naming: Naming, r: Read, read: Sequence[Read], series: Sequence[Series]) -> list[Definition]:
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
        elif last is not None and "@" not in labels[0].name:
            last = _core(last, r.passage.text)
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
                and not any(closed[0].end <= other.start < naming.start for other in r.namings)
            ):
                return [define(labels[0], closed[0].formula)]
            word = re.search(
                r"(?:composite|oxide|sample|intergrowth|heterostructure|material|cathode)s?\s?$", r.passage.text[: naming.start]
            )
            if word is None and MAKING.search(r.passage.text[: naming.start]):
                return [define(label, None, how="made") for label in labels]
            return [define(label, None) for label in labels] if word and r.passage.block.kind is not BlockKind.CAPTION else []
        if set(last.open) <= {"delta"}:
            return [define(labels[0], None if last.open else last.formula)] if len(labels) == 1 else []
        valued = any(b.name in last.open for other in read for b in other.bindings)
        if len(labels) == 1 and not valued and fits(labels[0].name, last.formula) and r.passage.section != "introduction":
            return [define(labels[0], None)]  # an amount that is never told: "Na_xNi_{0.25}Mn_{0.75}O_2 (NNMO)"
        return []
    n = len(labels)
    if n > 1:
        listed = closed[-n:] if len(closed) >= n and naming.start - closed[-1].end <= _NEAR else []
        if (
            listed
            and not any(listed[0].start < b.start < naming.start for b in r.bindings)
            and len({f.formula for f in listed}) == n
        ):
            return [define(label, f.formula, None, "list") for label, f in zip(labels, listed)]
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
        r"synthesi|prepared|calcin|quench|cooled|fired|sinter|anneal|crystal", sentence
    )
    if not material or r.passage.section == "introduction":
        return []
    made = len(labels) > 1 and bool(before) and r.passage.section == "experimental"  # several samples of one compound
    return [define(label, None, how="made" if made else naming.how) for label in labels if len(label.name) > 2]


_BESIDE = 3
"""So near behind a name its numbers stand: "NMT-x (x = 1, 3, 5)"."""
_NEAR = 40
"""So near behind a list of formulas their names are those of the list, whatever series is told before it."""


def _core(mention: FormulaMention, text: str) -> FormulaMention:
    """Return the core of ``SHELL-coated CORE``, whose name follows it; any other mention as it is."""
    printed = text[mention.start : mention.end]
    if len(mention.formula.parts) < 2 or not re.search(r"\b(?:coated|wrapped|encapsulated)\s(?:the\s)?\S+$", printed):
        return mention
    core = read_formula(mention.formula.plain().split("@")[0])
    return replace(mention, formula=core) if core is not None else mention


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


def _measured(r: Read, label: Label, end: int) -> Formula | None:
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
    r: Read, series: Sequence[Series], start: int, end: int, n: int, naming: Naming
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
    if not here and len({tuple(f.plain() for _, f in s.rows) for s in fitting}) == 1 and _numbered(naming):
        yield fitting[0].rows


def _numbered(naming: Naming) -> bool:
    """Tell names that count the members of a series: ``S0, S1, S2 and S3``."""
    parts = [re.fullmatch(r"(\D*[A-Za-z]\D*)(\d+(?:\.\d+)?)", label.name) for label in naming.labels]
    stems, numbers = {m[1] for m in parts if m}, [float(m[2]) for m in parts if m]
    return len(numbers) == len(parts) > 1 and len(stems) == 1 and all(a < b for a, b in pairwise(numbers))


def _template(label: Label, r: Read, series: Sequence[Series]) -> list[Definition]:
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
        told = [
            b for b in r.bindings if 0 <= b.start - label.end <= _BESIDE and [b.name] == holes and len(b.values) == len(s.rows)
        ]
        if told:  # "NMT-x (x = 1, 3, 5)": numbers of the names, not of the formula
            return [
                Definition(
                    re.sub(rf"(?<=[A-Za-z0-9\-–−]){holes[0]}(?![a-z])", str(count), label.name),
                    *(formula, r.number, label.start, label.end, "series", values, None, label.start),
                )
                for count, (values, formula) in zip(told[0].values, s.rows)
            ]
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


def appositions(r: Read) -> list[Definition]:
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
            that_is = re.fullmatch(r",?\s\(?(?:i\.\s?e\.|namely|that\sis|which\sis|viz\.?),?\s(?:the\s)?", gap)
            if bracket or that_is or (comma and fits(before[-1].name, f.formula)):
                name = before[-1]
                out.append(Definition(name.name, f.formula, r.number, name.start, name.end, "apposition", {}, None, f.start))
        after = [label for label in r.labels if label.start >= f.end]
        shortly = after and re.match(r",?\s(?:for|in)\sshort\b", text[after[0].end :])
        gap_behind = r"\s(?:or|i\.e\.,?)\s" + (r"|,\s(?:or\s)?" if shortly else "")
        if after and re.fullmatch(gap_behind, text[f.end : after[0].start]) and fits(after[0].name, f.formula):
            out.append(
                Definition(after[0].name, f.formula, r.number, after[0].start, after[0].end, "apposition", {}, None, f.start)
            )
    return out


def compositions(r: Read) -> list[Definition]:
    """Read what names are said to be: ``the compositions of NM and NMC are identified as A and B``, ``NM is A``."""
    out: list[Definition] = []
    text = r.passage.text
    closed = _outermost([f for f in r.formulas if not f.open])
    labels = [x for x in r.labels if not any(f.prefix_start <= x.start < f.end for f in closed)]
    for run in _runs(closed, text):
        start, _ = r.passage.sentence(run[0].start)
        verb = _ARE.search(text, max(start, run[0].prefix_start - 60), run[0].prefix_start)
        mine = [x for x in labels if start <= x.start and verb is not None and x.end <= verb.start()][-len(run) :]
        if (
            verb is None
            or len(mine) != len(run)
            or not re.fullmatch(r"\s?(?:samples?|powders?)?", text[mine[-1].end : verb.start()])
        ):
            continue
        parted = all(_LIST_GAP.fullmatch(text[a.end : b.start]) for a, b in pairwise(mine))
        alone = not any(x.end <= mine[0].start and _LIST_GAP.fullmatch(text[x.end : mine[0].start]) for x in labels)
        if parted and alone and all(fits(x.name, f.formula) for x, f in zip(mine, run)):
            out += [
                Definition(x.name, f.formula, r.number, x.start, x.end, "list", {}, None, run[0].start) for x, f in zip(mine, run)
            ]
    return out


def _runs(found: Sequence[FormulaMention], text: str) -> Iterable[list[FormulaMention]]:
    """Yield formulas that make a list, or one alone."""
    run: list[FormulaMention] = []
    for f in found:
        if run and not _LIST_GAP.fullmatch(text[run[-1].end : f.prefix_start]):
            yield run
            run = []
        run.append(f)
    if run:
        yield run


_LIST_GAP = re.compile(r"\s?,\s?(?:and\s)?|\sand\s")
_ARE = re.compile(
    r"\s(?:is|are|was|were)\s(?:\w+ly\s)?(?:(?:identified|determined|calculated|found|confirmed|measured|estimated|verified)\s(?:as|to\sbe)\s)?$"
)


def table_rows(r: Read) -> list[Definition]:
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
