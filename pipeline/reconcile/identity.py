"""Which claims are about one material: clusters of claims within a work.

In: `Claim`s keyed by work; out: `Cluster`s. One composition, numerically, is one material of a work; names join within a document
and, where a name stands without a composition, to the one composition of the work that bears it; two compositions that differ by
rounding alone are joined where each has no other such neighbour, and so are a nominal and a measured one that are said to be of
one sample. What else looks alike is a `Question`, never a merge.
Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.chemistry.designations import label_key
from pipeline.chemistry.formula import FormulaError, parse, same_composition
from pipeline.chemistry.plausibility import doubts
from pipeline.model import Json, Sample
from pipeline.reconcile.compare import apart, same_value, stated
from pipeline.reconcile.measured import Measured, measured
from pipeline.reconcile.values import Claim


@dataclass(frozen=True, slots=True)
class Cluster:
    """One material of one work: its claims, compositions as printed (the usual one first) and names.

    ``sample`` is pristine for the unnamed control of a row of a table; its ``composition`` is then that of the row.
    """

    work: str
    key: str
    claims: tuple[Claim, ...]
    compositions: tuple[str, ...]
    labels: tuple[str, ...]
    sample: Sample | None = None

    @property
    def composition(self) -> str | None:
        """The composition as most documents print it, or None."""
        return self.compositions[0] if self.compositions else None


@dataclass(frozen=True, slots=True)
class Question:
    """Two materials of a work that may be one: nothing was merged, and a person should look.

    ``document`` is set, and all else but the reason is empty, where a citation in it fits several works.
    """

    work: str
    one: str
    other: str
    reason: str
    document: str | None = None


@dataclass(slots=True)
class _Group:
    keys: set[Hashable] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)
    names: set[tuple[str, str]] = field(default_factory=set)


def clusters(work: str, claims: Sequence[Claim]) -> tuple[list[Cluster], list[Question]]:
    """Return the materials of one work and the questions about them; the order of claims does not matter."""
    ordered = sorted(claims, key=_order)
    groups: dict[Hashable, _Group] = {}
    unnamed: list[Claim] = []
    for claim in ordered:
        composition = claim.fact.subject.composition
        if composition is None:
            unnamed.append(claim)
            continue
        control = claim.row is not None and claim.sample == "pristine"
        key = (exact(composition), control)
        group = groups.setdefault(key, _Group({key}))
        group.claims.append(claim)
        if not control:
            group.names |= {(claim.fact.evidence.document, n) for n in names(claim)}
    joined, questions = _rounded(work, groups)
    joined, unclear = _one_sample(work, joined, measured(ordered))
    questions += unclear
    for claim in unnamed:
        home = _home(claim, joined)
        if home is None:
            _alone(claim, joined)
        else:
            joined[home].claims.append(claim)
    found = [_cluster(work, key, group) for key, group in joined.items() if group.claims]
    return sorted(found, key=lambda c: c.key), questions


def misprints(found: Sequence[Cluster]) -> list[tuple[Cluster, Cluster, str]]:
    """Return pairs of a table row's material and the running text's that are one sample with one of the two misprinted.

    Within a work and a document, a row's composition that stands nowhere else, and one of the text that stands in no row, are one
    sample where one of them cannot be and mending a single number makes it the other; or where they differ in little and have the
    same retention after the same cycles, or are the same intergrowth of several phases. The third value says what differs.
    Other compositions that are both possible are two samples of a series, and no misprint.
    """
    out: list[tuple[Cluster, Cluster, str]] = []
    for row in found:
        documents = {c.row[0] for c in row.claims if c.row and c.fact.property == "material"}
        if row.sample or not row.composition or not documents or any(not c.row for c in row.claims):
            continue
        fitting = []
        for other in found:
            here = {c.fact.evidence.document for c in other.claims}
            listed = any(c.row and c.row[0] in documents for c in other.claims)
            if other is row or not other.composition or listed or not documents & here:
                continue
            number = one_number(row.composition, other.composition)
            gap = number or slip(row.composition, other.composition)
            unlike = (doubt_of(row.composition) is None) != (doubt_of(other.composition) is None)
            if gap is None and unlike:
                gap = one_more(row.composition, other.composition)
            if gap and ((number and unlike) or _same_sample(row, other)):
                fitting.append((other, gap))
        if len(fitting) == 1:
            out.append((row, *fitting[0]))
    return out


def _same_sample(row: Cluster, other: Cluster) -> bool:
    """Tell whether a row and a material of the text share a retention after stated cycles, or a set of several phases."""
    for a in row.claims:
        for b in other.claims:
            one, two = a.fact.values, b.fact.values
            if a.fact.property != b.fact.property or b.sample == "pristine" or b.fact.evidence.kind == "derived":
                continue
            if a.fact.property == "phase" and len(several(two, "phases")) > 1 and same_value("phase", one, two):
                return True
            exact_ = isinstance(one.get("percent"), float) and a.sample != "pristine" and two.get("cycles") is not None
            if (
                a.fact.property == "retention"
                and exact_
                and same_value("retention", one, two)
                and not apart("retention", one, stated(two))
            ):
                return True
    return False


def several(values: Mapping[str, Json], field: str) -> Sequence[Json]:
    """Return the list that a field holds, or an empty one."""
    given = values.get(field)
    return given if isinstance(given, list | tuple) else ()


@lru_cache(maxsize=65536)
def one_number(a: str, b: str) -> str | None:
    """Return the one number in which two prints differ (``0.08 for 0.98``, ``none for 2``), or None."""
    one, two = _pieces(a), _pieces(b)
    if [s for s, _ in one] != [s for s, _ in two]:
        return None
    unlike = [(x, y) for (_, x), (_, y) in zip(one, two) if x != y]
    return f"{unlike[0][0] or 'none'} for {unlike[0][1] or 'none'}" if len(unlike) == 1 else None


@lru_cache(maxsize=65536)
def slip(a: str, b: str) -> str | None:
    """Return in which one symbol or two numbers two prints differ (``Mn for Ni``, ``Mn0.8, Ni0.2 for Mn0.9, Ni0.1``), or None."""
    one, two = _pieces(a), _pieces(b)
    if sorted(s for s, _ in one) == sorted(s for s, _ in two) and "(" not in a + b:
        one, two = sorted(one), sorted(two)
    if len(one) != len(two):
        return one_more(a, b, numbered=False)
    unlike = [(x, y) for x, y in zip(one, two) if x != y]
    if len(unlike) == 1 and unlike[0][0][1] == unlike[0][1][1]:
        return f"{unlike[0][0][0]} for {unlike[0][1][0]}"
    if not 1 <= len(unlike) <= 2 or any(x[0] != y[0] for x, y in unlike):
        return None
    return " for ".join(", ".join("".join(pair[side]) for pair in unlike) for side in (0, 1))


@lru_cache(maxsize=65536)
def one_more(a: str, b: str, numbered: bool = True) -> str | None:
    """Return the one symbol that one of two prints has more than the other (``C for nothing``), or None.

    A symbol with an amount is a dopant more often than a slip: without ``numbered`` it is none.
    """
    one, two = _pieces(a), _pieces(b)
    if abs(len(one) - len(two)) != 1:
        return None
    more, less = (one, two) if len(one) > len(two) else (two, one)
    at = next((k for k, (x, y) in enumerate(zip(more, less)) if x != y), len(less))
    symbol, amount = more[at]
    if more[:at] + more[at + 1 :] != less or symbol in _NO_SLIPS or (amount and not numbered):
        return None
    return f"{symbol}{amount} for nothing" if more is one else f"nothing for {symbol}{amount}"


_NO_SLIPS = frozenset("Na O ( ) [ ] @".split())  # noqa: SIM905
"""What a sodium oxide cannot do without, and marks of structure."""


@lru_cache(maxsize=65536)
def doubt_of(composition: str) -> tuple[str, str | None] | None:
    """Say why a composition cannot be as printed, and what would mend it; None where nothing speaks against it."""
    try:
        found = doubts(parse(composition))
    except FormulaError:
        return None
    return ("; ".join(d.reason for d in found), next((d.proposal for d in found if d.proposal), None)) if found else None


def _pieces(composition: str) -> list[tuple[str, str]]:
    """Cut a print into symbols and brackets, each with the number after it."""
    return re.findall(r"([A-Z][a-z]?|[()\[\]@])((?:\d+(?:\.\d+)?(?:/\d+)?)?)", composition)


def names(claim: Claim) -> list[str]:
    """Return the keys of the names that a claim gives its material."""
    more = claim.fact.values.get("labels")
    every = [claim.fact.subject.label, *(more if isinstance(more, list | tuple) else ())]
    return [label_key(str(n)) for n in every if n]


@lru_cache(maxsize=65536)
def exact(composition: str) -> Hashable:
    """Return a key that two prints share when their parts have numerically equal amounts (2/3 and 4/6, not 0.67)."""
    try:
        found = parse(composition)
    except FormulaError:
        return re.sub(r"\s+", "", composition)
    return tuple(
        (part.name, part.charge, tuple(sorted((s, str(v)) for s, v in part.amounts.items() if v != 0))) for part in found.parts
    )


@lru_cache(maxsize=65536)
def alike(a: str, b: str) -> bool:
    """Tell whether two compositions differ in nothing but rounding."""
    if set(re.findall("[A-Z][a-z]?", a)) != set(re.findall("[A-Z][a-z]?", b)):
        return False
    try:
        return same_composition(a, b, rounding=True)
    except FormulaError:
        return False


def _rounded(work: str, groups: Mapping[Hashable, _Group]) -> tuple[dict[Hashable, _Group], list[Question]]:
    """Join groups that differ by rounding where the neighbour is the only one."""
    keys = list(groups)
    prints = {k: _usual(g.claims) for k, g in groups.items()}
    near: dict[Hashable, list[Hashable]] = {k: [] for k in keys}
    for i, a in enumerate(keys):
        for b in keys[i + 1 :]:
            if _pristine(a) == _pristine(b) and alike(prints[a], prints[b]):
                near[a].append(b)
                near[b].append(a)
    out: dict[Hashable, _Group] = {}
    questions: list[Question] = []
    gone: set[Hashable] = set()
    for key in sorted(keys, key=lambda k: prints[k]):
        if key in gone:
            continue
        group = _Group(set(groups[key].keys), list(groups[key].claims), set(groups[key].names))
        for other in near[key]:
            if len(near[key]) == 1 and len(near[other]) == 1:
                gone.add(other)
                group.keys |= groups[other].keys
                group.claims += groups[other].claims
                group.names |= groups[other].names
            elif prints[key] < prints[other]:
                questions.append(Question(work, prints[key], prints[other], "equal within rounding, but so are others"))
        out[key] = group
    return out, questions


def _one_sample(work: str, groups: Mapping[Hashable, _Group], said: Measured) -> tuple[dict[Hashable, _Group], list[Question]]:
    """Join the groups of compositions that are said to be one sample's, nominal and measured."""
    out = dict(groups)
    for pair in said.joined:
        for control in (False, True):
            one, two = (next((k for k, g in out.items() if (exact(c), control) in g.keys), None) for c in pair)
            if one is None or two is None or one == two:
                continue
            first, second = out[one], out.pop(two)
            keys, claims = first.keys | second.keys, [*first.claims, *second.claims]
            out[one] = _Group(keys, claims, first.names | second.names)
    asked = [Question(work, a, b, "one name is given two compositions") for a, b in said.open]
    return out, asked


def _home(claim: Claim, groups: Mapping[Hashable, _Group]) -> Hashable | None:
    """Return the one group whose material bears a name of the claim: in its own document, else in the work."""
    mine, document = set(names(claim)), claim.fact.evidence.document
    here = [k for k, g in groups.items() if any(d == document and n in mine for d, n in g.names)]
    anywhere = here or [k for k, g in groups.items() if any(n in mine for _, n in g.names)]
    return anywhere[0] if len(anywhere) == 1 else None


def _alone(claim: Claim, groups: dict[Hashable, _Group]) -> None:
    """Open a group for a name that no composition bears, or put the claim to the one opened before."""
    mine, document = names(claim), claim.fact.evidence.document
    key = ("name", document, mine[0] if mine else "")
    group = groups.setdefault(key, _Group({key}))
    group.claims.append(claim)
    if mine:
        group.names |= {(document, n) for n in mine}


def _cluster(work: str, key: Hashable, group: _Group) -> Cluster:
    compositions = _by_use([c.fact.subject.composition for c in group.claims if c.fact.subject.composition])
    pristine = _pristine(key)
    labels = [] if pristine else _by_use([n for c in group.claims for n in _labels(c)])
    ident = f"{work}|{min(map(repr, group.keys))}"
    return Cluster(work, ident, tuple(group.claims), tuple(compositions), tuple(labels), "pristine" if pristine else None)


def _labels(claim: Claim) -> list[str]:
    more = claim.fact.values.get("labels")
    return [str(n) for n in [claim.fact.subject.label, *(more if isinstance(more, list | tuple) else ())] if n]


def _usual(claims: Iterable[Claim]) -> str:
    return _by_use([c.fact.subject.composition for c in claims if c.fact.subject.composition])[0]


def _by_use(prints: Sequence[str]) -> list[str]:
    """Return prints without doubles, the most frequent first, then in alphabetical order."""
    return sorted(set(prints), key=lambda p: (-prints.count(p), p))


def _pristine(key: Hashable) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and key[1] is True


def _order(claim: Claim) -> tuple[str, ...]:
    e = claim.fact.evidence
    return (e.document, f"{e.page:06d}", str(e.table), f"{e.row or 0:06d}", claim.fact.property, e.text, repr(claim.fact.values))
