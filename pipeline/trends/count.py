"""Publications by year, structure family, strategy, challenge, country, journal and type; growth; citations where they are known.

In: publications, what each is about, and the day of the search; out: `Counts`, each number with the identifiers it counts. A year
that was not over on that day is incomplete and enters no growth; without a day the last year counts as incomplete. Countries
are counted whole (a paper of two countries counts in both) and by fractions. Compound annual growth from year a to year b is
(n_b / n_a)^(1 / (b - a)) - 1. The h-index is Hirsch's (PNAS 2005, 102, 16569) over the set that it stands beside. Method: own.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.trends.classify import Classification
from pipeline.trends.journals import journal_names
from pipeline.trends.model import Publication

NOT_STATED = "not stated"
ON_TOPIC = "on topic"
ALL = "all"
_FIRST_YEAR = 1800
_SPANS = (5, 10)
_TYPES = Path(__file__).with_name("types.tsv")


def count(publications: Sequence[Publication], classifications: Sequence[Classification], as_of: date | None = None) -> Counts:
    """Count publications; ``classifications`` are theirs, in the same order; ``as_of`` is the day of the search or export.

    Years and types are counted over all records and over those on topic, everything else over those on topic. Raises ValueError
    where the two sequences do not belong together.
    """
    if [p.identifier for p in publications] != [c.identifier for c in classifications]:
        raise ValueError("the classifications are not those of the publications: their identifiers differ")
    latest = (as_of.year + 1) if as_of else 2100
    years = [p.year if p.year is not None and _FIRST_YEAR <= p.year <= latest else None for p in publications]
    end = _last_complete(years, as_of)
    journals = journal_names(publications)
    types = _types()
    every = list(zip(publications, classifications, years, journals))
    topical = [one for one in every if one[1].on_topic]
    counts: list[Count] = []
    growth: list[Growth] = []
    for scope, chosen in ((ALL, every), (ON_TOPIC, topical)):
        yearly = _yearly(scope, [(p.identifier, y) for p, _, y, _ in chosen], end)
        counts += yearly
        growth += _growth(scope, yearly, end)
        kinds = [(p.identifier, y, _kinds(p, types)) for p, _, y, _ in chosen]
        counts += _by(scope, "type", kinds, end)
    classes: dict[str, list[tuple[str, int | None, tuple[str, ...]]]] = {
        "kind": [(p.identifier, y, ("review" if c.review else "research",)) for p, c, y, _ in topical],
        "family": [(p.identifier, y, c.families) for p, c, y, _ in topical],
        "challenge": [(p.identifier, y, c.challenges) for p, c, y, _ in topical],
        "strategy": [(p.identifier, y, c.strategies) for p, c, y, _ in topical],
        "country": [(p.identifier, y, p.countries) for p, _, y, _ in topical],
        "journal": [(p.identifier, y, (j,) if j else ()) for p, _, y, j in topical],
    }
    for dimension, members in classes.items():
        counts += _by(ON_TOPIC, dimension, members, end, with_years=dimension != "journal")
    cited = [(p, y) for p, _, y, _ in topical if p.citations is not None]
    return Counts(
        tuple(counts),
        tuple(growth),
        _citations(topical, classes),
        tuple(
            CitedWork(p.identifier, p.title, y, p.citations or 0)
            for p, y in sorted(cited, key=lambda o: (-(o[0].citations or 0), o[0].identifier))
        ),
        end,
        as_of,
    )


@dataclass(frozen=True, slots=True)
class Count:
    """One number: how many records of ``scope`` have ``value`` in ``dimension``, in ``year`` or over all years (None).

    ``of`` is the number that ``share`` refers to: the records of the scope, in that year if there is one. ``fractional`` counts a
    record of n values as 1/n to each. ``cumulative`` is set for the dimension ``year``. ``complete`` is False for a year that was
    not over. ``identifiers`` are the records, in the order of the input.
    """

    scope: str
    dimension: str
    value: str
    year: int | None
    publications: int
    fractional: float
    of: int
    cumulative: int | None
    complete: bool
    identifiers: tuple[str, ...]

    @property
    def number(self) -> str:
        """Return the number's name, by which ``count_records`` lists its records."""
        parts = [self.scope, self.dimension, self.value]
        return "/".join(parts if self.year is None or self.dimension == "year" else [*parts, str(self.year)])

    @property
    def share(self) -> float:
        """Return the part of ``of``."""
        return self.publications / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Compound annual growth between two complete years of a scope; ``rate`` is None, with a ``reason``, where there is none."""

    scope: str
    span: str
    first: int
    last: int
    publications_first: int
    publications_last: int
    rate: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Citations:
    """Citations of the records on topic with one value of a dimension; ``counted`` of them have a number of citations."""

    dimension: str
    value: str
    publications: int
    counted: int
    citations: int
    median: float
    h_index: int


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A record on topic and how often its source says that it was cited."""

    identifier: str
    title: str | None
    year: int | None
    citations: int


@dataclass(frozen=True, slots=True)
class Counts:
    """All numbers; ``last_complete`` is the last complete year (None where there is none), ``as_of`` the day of the search."""

    counts: tuple[Count, ...]
    growth: tuple[Growth, ...]
    citations: tuple[Citations, ...]
    cited: tuple[CitedWork, ...]
    last_complete: int | None
    as_of: date | None

    def of(self, scope: str, dimension: str) -> tuple[Count, ...]:
        """Return the counts of one dimension."""
        return tuple(c for c in self.counts if c.scope == scope and c.dimension == dimension)


def h_index(citations: Iterable[int]) -> int:
    """Return the greatest h such that h works have at least h citations each."""
    return sum(n >= place for place, n in enumerate(sorted(citations, reverse=True), start=1))


def _last_complete(years: Sequence[int | None], as_of: date | None) -> int | None:
    """Return the last year that was over on the day of the search; without a day, the last but one that is there."""
    known = [y for y in years if y is not None]
    if not known:
        return None
    if as_of is None:
        return max(known) - 1
    return as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1


def _yearly(scope: str, members: list[tuple[str, int | None]], end: int | None) -> list[Count]:
    """Count by year, years without a record between the first and the last included; records without a year stand last."""
    by_year: dict[int | None, list[str]] = defaultdict(list)
    for identifier, year in members:
        by_year[year].append(identifier)
    known = [y for y in by_year if y is not None]
    out: list[Count] = []
    total = 0
    for year in range(min(known), max(known) + 1) if known else ():
        mine = by_year.get(year, [])
        total += len(mine)
        out.append(
            Count(
                scope,
                "year",
                str(year),
                year,
                len(mine),
                float(len(mine)),
                len(members),
                total,
                end is not None and year <= end,
                tuple(mine),
            )
        )
    if None in by_year:
        mine = by_year[None]
        out.append(Count(scope, "year", NOT_STATED, None, len(mine), float(len(mine)), len(members), None, False, tuple(mine)))
    return out


def _growth(scope: str, yearly: Sequence[Count], end: int | None) -> list[Growth]:
    """Compound growth to the last complete year: from the first year with a record, and over the last five and ten years."""
    numbers = {c.year: c.publications for c in yearly if c.year is not None and c.complete}
    if end is None or not any(numbers.values()):
        return []
    begin = min(y for y, n in numbers.items() if n)
    spans = [("all complete years", begin), *((f"last {n} years", end - n) for n in _SPANS if end - n >= begin)]
    return [_grown(scope, span, first, end, numbers.get(first, 0), numbers.get(end, 0)) for span, first in spans]


def _grown(scope: str, span: str, first: int, last: int, before: int, after: int) -> Growth:
    if first == last:
        return Growth(scope, span, first, last, before, after, None, "one complete year only")
    if not before or not after:
        return Growth(scope, span, first, last, before, after, None, "no publication at one end")
    return Growth(scope, span, first, last, before, after, (after / before) ** (1 / (last - first)) - 1)


def _by(
    scope: str,
    dimension: str,
    members: Iterable[tuple[str, int | None, tuple[str, ...]]],
    end: int | None,
    with_years: bool = True,
) -> list[Count]:
    """Count by the values of a dimension: over all years, the most frequent first, then by year."""
    whole: dict[str, list[str]] = defaultdict(list)
    fractions: dict[str, float] = defaultdict(float)
    in_year: dict[tuple[str, int], list[str]] = defaultdict(list)
    year_fractions: dict[tuple[str, int], float] = defaultdict(float)
    totals: dict[int, int] = defaultdict(int)
    records = 0
    for identifier, year, values in members:
        records += 1
        if year is not None:
            totals[year] += 1
        for value in values or (NOT_STATED,):
            whole[value].append(identifier)
            fractions[value] += 1 / max(1, len(values))
            if year is not None and with_years:
                in_year[value, year].append(identifier)
                year_fractions[value, year] += 1 / max(1, len(values))
    order = sorted(whole, key=lambda v: (v == NOT_STATED, -len(whole[v]), v))
    out = [Count(scope, dimension, v, None, len(whole[v]), fractions[v], records, None, True, tuple(whole[v])) for v in order]
    for value in order:
        for year in sorted(y for v, y in in_year if v == value) if with_years else ():
            mine = in_year[value, year]
            complete = end is not None and year <= end
            out.append(
                Count(
                    scope,
                    dimension,
                    value,
                    year,
                    len(mine),
                    year_fractions[value, year],
                    totals[year],
                    None,
                    complete,
                    tuple(mine),
                )
            )
    return out


def _citations(
    topical: Sequence[tuple[Publication, Classification, int | None, str | None]],
    classes: Mapping[str, list[tuple[str, int | None, tuple[str, ...]]]],
) -> tuple[Citations, ...]:
    """Count citations by dimension; empty where the source counts none."""
    known = {p.identifier: p.citations for p, _, _, _ in topical if p.citations is not None}
    if not known:
        return ()
    groups: dict[tuple[str, str], list[str]] = {("all", ON_TOPIC): [p.identifier for p, _, _, _ in topical]}
    for dimension, members in classes.items():
        found: dict[str, list[str]] = defaultdict(list)
        for identifier, _, values in members:
            for value in values or (NOT_STATED,):
                found[value].append(identifier)
        groups |= {(dimension, v): found[v] for v in sorted(found, key=lambda v: (v == NOT_STATED, -len(found[v]), v))}
    return tuple(_cited(dimension, value, members, known) for (dimension, value), members in groups.items())


def _cited(dimension: str, value: str, members: Sequence[str], known: Mapping[str, int]) -> Citations:
    numbers = sorted(known[i] for i in members if i in known)
    half = len(numbers) // 2
    median = 0.0 if not numbers else float(numbers[half]) if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2
    return Citations(dimension, value, len(members), len(numbers), sum(numbers), median, h_index(numbers))


def _types() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Read the table of document types."""
    with _TYPES.open(encoding="utf-8", newline="") as lines:
        return tuple(
            (re.compile(row["pattern"], re.IGNORECASE), row["type"].strip()) for row in csv.DictReader(lines, delimiter="\t")
        )


def _kinds(publication: Publication, types: Sequence[tuple[re.Pattern[str], str]]) -> tuple[str, ...]:
    """Return a record's types by the table; a type that it does not know stays in the source's words, in lower case."""
    return tuple(dict.fromkeys(_kind_names(publication.kinds, types)))


def _kind_names(kinds: Iterable[str], types: Sequence[tuple[re.Pattern[str], str]]) -> Iterator[str]:
    for kind in kinds:
        clean = kind.strip()
        name = next((n for pattern, n in types if pattern.fullmatch(clean)), clean.lower())
        if name:
            yield name
