"""Records of several exports merged into publications: one for each work, and a report on every pair.

In: publications as read; out: a `Merged`: publications in order of their first record, with the best of each field, and the
pairs that were merged or are doubtful. Records are one publication by DOI, by a database's number, else by title, first author
and year (`pipeline.trends.merge.alike` says when). Candidates come from equal titles, from neighbours in the alphabetical order
of titles read forwards and backwards (sorted neighbourhood: Hernández & Stolfo, SIGMOD 1995), and from equal places of
publication; so the work grows as n log n. A merged publication never holds two DOIs (but of versions of one preprint) or two
numbers of one database. Method: own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pipeline.trends.merge.alike import (
    DATABASES,
    NAMES,
    TITLE_SCORE,
    Key,
    Verdict,
    compare,
    key_of,
    one_cut,
    same_doi,
    two_numbers,
)
from pipeline.trends.merge.best import best
from pipeline.trends.model import Publication

__all__ = ["TITLE_SCORE", "Merged", "Pair", "merge"]

_WINDOW = 8
_COMMON = 8
_MOST_OF_A_GROUP = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records (places in what was given), merged or doubtful, with score (0 to 100), reason, and the merged identifier."""

    first: int
    second: int
    merged: bool
    score: float
    reason: str
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The publications, and the pairs: merged first, then doubtful, each in order of records."""

    publications: tuple[Publication, ...]
    pairs: tuple[Pair, ...]

    @property
    def doubtful(self) -> tuple[Pair, ...]:
        """The pairs that were left apart and that a person should look at."""
        return tuple(p for p in self.pairs if not p.merged)


def merge(records: Sequence[Publication], *, progress: Callable[[int, int], None] | None = None) -> Merged:
    """Merge records of one publication; identifiers of what comes out are unique."""
    keys = [key_of(r) for r in records]
    if progress is not None:
        progress(0, len(records))
    pairs = [*_by_doi(keys), *_by_number(keys)]
    known = {(p.first, p.second) for p in pairs}
    by_title = [p for p in _by_title(keys) if (p.first, p.second) not in known]
    groups = _Groups(keys)
    done: list[Pair] = []
    doubtful = [p for p in pairs if not p.merged]
    for pair in pairs:
        if pair.merged and groups.find(pair.first) != groups.find(pair.second):
            conflict = groups.join(pair)
            if conflict is None:
                done.append(pair)
            else:
                doubtful.append(replace(pair, merged=False, reason=f"{pair.reason}; but {conflict}"))
    doubtful += [p for p in by_title if not p.merged]
    ambiguous = _ambiguous(by_title, keys, groups)
    for pair in sorted((p for p in by_title if p.merged), key=lambda p: (-p.score, p.first, p.second)):
        if pair in ambiguous:
            doubtful.append(replace(pair, merged=False, reason=f"{pair.reason}; fits more than one publication"))
            continue
        if groups.find(pair.first) == groups.find(pair.second):
            continue
        conflict = groups.join(pair)
        if conflict is None:
            done.append(pair)
        else:
            doubtful.append(replace(pair, merged=False, reason=f"{pair.reason}; but {conflict}"))
    return _finished(records, groups, done, doubtful)


def _by_doi(keys: Sequence[Key]) -> Iterator[Pair]:
    for group in _alike(enumerate(k.doi for k in keys)):
        yield from _against_first(group, lambda a, b: same_doi(keys[a], keys[b]))


def _by_number(keys: Sequence[Key]) -> Iterator[Pair]:
    def verdict(name: str, a: int, b: int) -> Verdict:
        if keys[a].doi and keys[b].doi and keys[a].doi != keys[b].doi:
            return Verdict(False, 100.0, f"same number in {NAMES[name]}, but two DOIs")
        said = same_doi(keys[a], keys[b])
        return replace(said, reason=f"same number in {NAMES[name]}{'' if said.same else ', but other titles'}")

    for name in DATABASES:
        for group in _alike(enumerate(k.numbers.get(name) for k in keys)):
            yield from _against_first(group, partial(verdict, name))


def _alike(values: Iterable[tuple[int, str | None]]) -> list[list[int]]:
    """Return the places of equal values, where there are at least two."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, value in values:
        if value:
            groups[value].append(at)
    return [group for group in groups.values() if len(group) > 1]


def _against_first(group: Sequence[int], verdict: Callable[[int, int], Verdict]) -> Iterator[Pair]:
    """Compare every member with the firsts of the kinds found so far, so that two works of one DOI are each gathered."""
    firsts: list[int] = []
    for at in group:
        said = [(first, verdict(first, at)) for first in firsts[:5]]
        if agreed := next(((f, v) for f, v in said if v.same), None):
            yield Pair(agreed[0], at, True, agreed[1].score, agreed[1].reason)
        else:
            yield from (Pair(first, at, False, v.score, v.reason) for first, v in said[:1])
            firsts.append(at)


def _by_title(keys: Sequence[Key]) -> Iterator[Pair]:
    """Yield every pair of candidates that is one publication or doubtful, the earlier record first."""
    for a, b in sorted(_candidates(keys)):
        verdict = compare(keys[a], keys[b])
        if verdict is not None:
            yield Pair(a, b, verdict.same, verdict.score, verdict.reason)


def _candidates(keys: Sequence[Key]) -> set[tuple[int, int]]:
    out: set[tuple[int, int]] = set()

    def add(a: int, b: int) -> None:
        x, y = keys[a], keys[b]
        if not (x.doi and x.doi == y.doi):
            out.add((a, b) if a < b else (b, a))

    for group in _alike(enumerate(k.compact for k in keys)):
        for part in [group] if len(group) <= 20 else _alike((at, f"{keys[at].year} {keys[at].family}") for at in group):
            few = part[:_MOST_OF_A_GROUP]
            for k, a in enumerate(few):
                for b in few[k + 1 :]:
                    add(a, b)
    for texts in ([k.compact for k in keys], [k.compact[::-1] for k in keys]):
        order = sorted((at for at in range(len(keys)) if texts[at]), key=lambda at: texts[at])
        for k, a in enumerate(order):
            for b in order[k + 1 : k + 1 + _WINDOW]:
                if texts[a][:_COMMON] != texts[b][:_COMMON]:
                    break
                near = abs(len(texts[a]) - len(texts[b])) <= 0.1 * len(texts[a]) + 2
                if texts[a] != texts[b] and (near or one_cut(keys[a], keys[b])):
                    add(a, b)
    for group in _alike(
        enumerate(f"{k.year} {k.volume} {k.page} {k.family}" if k.volume and k.page and k.family else None for k in keys)
    ):
        for k, a in enumerate(group[:20]):
            for b in group[k + 1 : 20]:
                add(a, b)
    return out


def _ambiguous(pairs: Sequence[Pair], keys: Sequence[Key], groups: _Groups) -> set[Pair]:
    """Return the pairs of records without DOI that fit several DOIs equally well, and of cut titles that fit several titles."""
    fits: dict[int, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair in pairs:
        if pair.merged:
            for at, other in ((pair.first, pair.second), (pair.second, pair.first)):
                doi = groups.doi(other)
                if groups.doi(at) is None and doi is not None:
                    fits[groups.find(at)][doi].append(pair)
    out: set[Pair] = set()
    cut: dict[int, list[tuple[str, Pair]]] = defaultdict(list)
    for pair in pairs:
        if pair.merged and one_cut(keys[pair.first], keys[pair.second]):
            short, long = sorted((pair.first, pair.second), key=lambda at: len(keys[at].compact))
            cut[short].append((keys[long].compact, pair))
    for fitting in cut.values():
        if len({title for title, _ in fitting}) > 1:
            out |= {pair for _, pair in fitting}
    for of_doi in fits.values():
        if len(of_doi) > 1:
            best_score = max(p.score for found in of_doi.values() for p in found)
            tops = [d for d, found in of_doi.items() if any(p.score >= best_score - 1 for p in found)]
            out |= {p for d, found in of_doi.items() for p in found if len(tops) > 1 or d not in tops}
    return out


class _Groups:
    """Disjoint sets of records; a set has at most one DOI and one number of each database."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._parent = list(range(len(keys)))
        self._dois: list[str | None] = [k.doi for k in keys]
        self._numbers = [{n: k.numbers[n] for n in DATABASES if n in k.numbers} for k in keys]

    def find(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def doi(self, at: int) -> str | None:
        return self._dois[self.find(at)]

    def join(self, pair: Pair) -> str | None:
        """Join the sets of a pair, or return what forbids it. One DOI may have two numbers of a database: it says who is who."""
        a, b = sorted((self.find(pair.first), self.find(pair.second)))
        if a == b:
            return None
        x, y = self._dois[a], self._dois[b]
        if x and y and x != y:
            return "the records already merged have two DOIs"
        if not (x and x == y) and (two := two_numbers(self._numbers[a], self._numbers[b])):
            return f"among the records already merged are {two}"
        self._parent[b] = a
        self._dois[a] = x or y
        self._numbers[a] = {**self._numbers[b], **self._numbers[a]}
        return None


def _finished(records: Sequence[Publication], groups: _Groups, done: Sequence[Pair], doubtful: Sequence[Pair]) -> Merged:
    members: dict[int, list[Publication]] = defaultdict(list)
    for at, record in enumerate(records):
        members[groups.find(at)].append(record)
    taken: set[str] = set()
    out: dict[int, Publication] = {}
    for root in sorted(members):
        publication = best(members[root])
        name, number = publication.identifier, 1
        while name in taken:
            number += 1
            name = f"{publication.identifier}~{number}"
        taken.add(name)
        out[root] = publication if name == publication.identifier else replace(publication, identifier=name)

    def named(pair: Pair) -> Pair:
        return replace(pair, identifier=out[groups.find(pair.first)].identifier)

    apart = {(p.first, p.second): p for p in doubtful if groups.find(p.first) != groups.find(p.second)}
    one_each: dict[tuple[int, int], Pair] = {}
    for pair in sorted(apart.values(), key=lambda p: (p.first, p.second)):
        roots = sorted((groups.find(pair.first), groups.find(pair.second)))
        one_each.setdefault((roots[0], roots[1]), pair)
    pairs = [*sorted(done, key=lambda p: (p.first, p.second)), *one_each.values()]
    return Merged(tuple(out.values()), tuple(map(named, pairs)))
