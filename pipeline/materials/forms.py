"""Names that are forms of explained ones: prefixed, numbered, dosed, treated, coated or misspelt.

In: definitions, all words spelt like names, the series; out: further definitions. One reading only may agree. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.chemistry.designations import fits, label_key, near_miss, split_prefix
from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import read as read_formula
from pipeline.materials.names import Definition, Read, Series
from pipeline.materials.phrases import SET
from pipeline.materials.series import by_doses
from pipeline.materials.sightings import alone
from pipeline.materials.treated import covered
from pipeline.model import BlockKind


def derived(
    definitions: Sequence[Definition], tokens: Counter[str], doses: Sequence[Series], read: Sequence[Read]
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
    dosed = by_doses(token, doses)
    if dosed:
        return token, dosed[1], "dosed", dosed[0], None
    cores = {
        bare_core.plain(): bare_core
        for d in known.values()
        if label_key(d.label.partition("@")[0]) == label_key(token) and "@" in d.label and (bare_core := _core(d)) is not None
    }
    if len(cores) == 1 and fits(token, next(iter(cores.values()))):
        return token, next(iter(cores.values())), "core", {}, None
    if "@" in token:
        core, _, shell = token.partition("@")
        for inner, outer in ((core, shell), (shell, core)):  # coatings are written on either side: NFM@MgO, MgO@NFM
            bare = known.get(label_key(inner))
            if bare is not None and (under := covered(bare.formula, outer)):
                return token, under, "composite", {}, None
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


def _core(d: Definition) -> Formula | None:
    """Return the bare core that the first half of a covered sample's name means: NFM of NFM@Al2O3."""
    if d.formula is None or len(d.formula.parts) != 2:
        return None
    return read_formula(alone(d.formula, 0).plain())


_Made = tuple[str, Formula | None, str, Mapping[str, "Fraction | str"], str | None]


def used(definitions: Sequence[Definition], tokens: Counter[str], read: Sequence[Read]) -> list[Definition]:
    """Take for names of samples what is never explained but delivers capacities or retains shares of them.

    So a sample told by its making only: "slow cooling (SC-700)", later "SC-700 delivers 129 mAh/g". A name that fits a formula
    of the document may be that compound's, and is left alone; so is one told of with a citation.
    """
    known = {label_key(d.label) for d in definitions}
    known |= {label_key(split_prefix(d.label)[1]) for d in definitions}
    formulas = [f.formula for r in read for f in r.formulas]
    out: dict[str, Definition] = {}
    for r in read:
        if r.passage.section not in {"abstract", "results", "conclusion"} or r.passage.block.kind is BlockKind.TABLE:
            continue
        for label in r.labels:
            key = label_key(label.name)
            if key in known or key in out or tokens[label.name] < _OFTEN or any(fits(label.name, f) for f in formulas):
                continue
            start, end = r.passage.sentence(label.start)
            if r.passage.cited(start, end + 1) or not _MEASURED.match(r.passage.text[label.end : end]):
                continue
            out[key] = Definition(label.name, None, r.number, label.start, label.end, "used")
    for d in list(out.values()):
        for name, r, at in _listed_with(d.label, read):
            if label_key(name) not in known and not any(fits(name, f) for f in formulas):
                out.setdefault(label_key(name), Definition(name, None, r.number, at, at + len(name), "used"))
    return list(out.values())


def _listed_with(name: str, read: Sequence[Read]) -> Iterator[tuple[str, Read, int]]:
    """Find the names spelt with a number that stand in one list with a name: "SC-700, SC-900 and Q-900 deliver"."""
    item = r"[A-Z][A-Za-z]{0,7}[-–]\d{1,4}"
    row = re.compile(
        rf"(?<![\w-])(?:{item}|{re.escape(name)})(?:(?:,\s(?:and\s)?|\sand\s)(?:{item}|{re.escape(name)})(?![\w-]))+"
    )
    for r in read:
        if r.passage.section in {"abstract", "results", "conclusion"}:
            for m in row.finditer(r.passage.text):
                if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", m[0]):
                    for one in re.finditer(item, m[0]):
                        yield one[0], r, m.start() + one.start()


_OFTEN = 3
"""A name that is never explained is one only where it stands so often."""
_MEASURED = re.compile(
    r"\s(?:(?:electrode|cathode|sample|material)s?\s)?(?:still\s|also\s|only\s|can\s)?"
    r"(?:deliver|retain|maintain|preserve|keep|exhibit|show|display|provide|give|afford)(?:s|ed)?\s"
    r"(?:[^.;,\d]|\d\.\d+\sC\b){0,70}?\d[\d.]*\s?(?:%|mA\s?h)"
)


def is_sample(label: str, read: Sequence[Read]) -> bool:
    """Tell whether a name without a formula can be a sample's: phases in front, a shell, or letters of the paper's elements."""
    if split_prefix(label)[0] or "@" in label or re.search(rf"\w[-–]{SET}$", label):
        return True
    return any(fits(label, f.formula) for r in read for f in r.formulas)


def checked(d: Definition, doses: Sequence[Series]) -> Definition:
    """Give a name that prints amounts the member that has them, where it was given none or one that has not."""
    if re.search(r"[@()]", d.label) or not _doses(d.label) or (d.formula is not None and not _contradicts(d.label, d.formula)):
        return d
    resolved = by_doses(d.label, doses)
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


def settled(definitions: Sequence[Definition]) -> list[Definition]:
    """Drop a definition without a formula where the same name is given one, and captions' repeats of it."""
    told = {label_key(d.label) for d in definitions if d.formula is not None}
    return [d for d in definitions if d.formula is not None or label_key(d.label) not in told]
