"""What a document names: formulas, series with their values, and which name stands for which formula.

In: passages; out: `Names`, which holds every sighting of a formula and every definition of a name with its place. Nothing is
corrected; a name whose formula is not told stays without one. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.chemistry.designations import Label, bindings, codes, designations, label_key, namings, words
from pipeline.chemistry.oxides import formulas
from pipeline.materials.explained import appositions, compositions, explained, table_rows
from pipeline.materials.forms import checked, derived, is_sample, settled, used
from pipeline.materials.making import defined, described, groups
from pipeline.materials.names import Definition, Names, Read
from pipeline.materials.passages import Passage
from pipeline.materials.phrases import PHASE
from pipeline.materials.series import crossed, find_series
from pipeline.materials.treated import named_treated, spoken_of, treated
from pipeline.model import BlockKind


def collect(passages: Sequence[Passage]) -> Names:
    """Find all formulas, series and names of a document."""
    coded = frozenset(c for p in passages for c in codes(p.text))
    read = [_read(k, p, coded) for k, p in enumerate(passages)]
    series = tuple(find_series(read))
    definitions: list[Definition] = []
    for r in read:
        for naming in r.namings:
            definitions += explained(naming, r, read, series)
        definitions += appositions(r)
        if r.passage.block.kind is BlockKind.TABLE:
            definitions += table_rows(r)
    doses = crossed(series)
    definitions = settled([checked(d, doses) for d in definitions])
    composed = {label_key(d.label) for d in definitions if d.formula is not None}
    definitions += [d for r in read for d in compositions(r) if label_key(d.label) not in composed]
    tokens = Counter(label.name for r in read for label in r.labels)
    definitions = [d for d in definitions if d.formula is not None or d.how == "made" or is_sample(d.label, read)]
    lists = groups(read)
    definitions += defined(lists, read, {d.label for d in definitions})
    definitions += derived(definitions, tokens, doses, read)
    definitions += named_treated(definitions, read)
    definitions += treated(definitions, read)
    definitions += used(definitions, tokens, read)
    told = {d.label for d in definitions}
    lists = [g for g in lists if told.intersection(g.names)]
    read, spoken = spoken_of(definitions, [described(r, lists) for r in _with_short_names(read, definitions)])
    return Names(tuple(read), series, (*definitions, *spoken))


def _with_short_names(read: Sequence[Read], definitions: Sequence[Definition]) -> list[Read]:
    """Find names that only their definition makes names (``N7``, ``S-2``, ``HEO``) wherever else the document prints them."""
    short = {
        d.label
        for d in definitions
        if (_SHORT.fullmatch(d.label) and not _PHASE.fullmatch(d.label))
        or (d.label in words("generic") and d.formula is not None)
        or (d.how == "made" and re.fullmatch("[A-Z]{2,4}", d.label))
    }
    if not short:
        return list(read)
    printed = re.compile(
        rf"(?<![\w.+/–-])(?:{'|'.join(map(re.escape, sorted(short, key=len, reverse=True)))})(?![\w+–-]|\.\d|/[a-z])"
    )
    out: list[Read] = []
    for r in read:
        taken = [(label.start, label.end) for label in r.labels]
        found = [
            Label(m[0], m.start(), m.end())
            for m in printed.finditer(r.passage.text)
            if not any(a < m.end() and m.start() < b for a, b in taken)
        ]
        out.append(replace(r, labels=tuple(sorted((*r.labels, *found), key=lambda n: n.start))) if found else r)
    return out


_SHORT = re.compile(r"[A-Z][a-z]?[-–]?\d{1,3}(?:\.\d+)?")
_PHASE = re.compile(PHASE)


def _read(number: int, p: Passage, coded: frozenset[str]) -> Read:
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

    named = tuple(replace(n, labels=tuple(printed(label) for label in n.labels)) for n in namings(p.text, coded))
    return Read(number, p, formulas(p.text), bindings(p.text), named, tuple(printed(label) for label in designations(p.text)))
