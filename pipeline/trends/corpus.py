"""What the records of a run say over the years: retention, voltage window and capacity by structure family.

In: the folder of an ``intergrowth run`` and, where there are some, publications that know their DOI's year. Out: `CorpusValue`s
with the year of the work that each value is from, and `Median`s of them. A value of a document's own material is of that
document's year: the one of a publication with its DOI, of reference lists that name its DOI, or printed on its first page. A
cited value is of its reference's year. A median says how many values it rests on, which, and under which conditions. Method:
own.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.trends.model import Publication

FAMILIES = ("P2", "O3", "P3", "tunnel", "spinel", "multiphase", "other", "not stated")
QUANTITIES = {
    "retention": ("capacity retention", "%"),
    "capacity": ("capacity", "mAh/g"),
    "low": ("lower voltage limit", "V"),
    "high": ("upper voltage limit", "V"),
}
"""What is counted over the years: its name and unit."""


def corpus_values(run: Path, publications: Iterable[Publication] = ()) -> list[CorpusValue]:
    """Read the values of a run's ``records.jsonl`` with their years.

    Raises ValueError that names the file, and the line, where the folder is none of a run or a file of it cannot be understood.
    """
    documents = {d["document"]: d for d in _documents(run)}
    known = {p.doi: p.year for p in publications if p.doi and p.year}
    cited = _cited_years(documents.values())
    years = {name: _year_of(document, known, cited) for name, document in documents.items()}
    references = {name: {r["number"]: r["year"] for r in d["references"]} for name, d in documents.items()}
    records = list(_records(run / "records.jsonl"))
    reviews = _reviews(records)
    out = [v for r in records for v in _values(r, years, references, reviews)]
    own = {_measured(v) for v in out if v.reference is None and v.counted}
    return [_without_double(v, own) for v in out]


def medians(values: Iterable[CorpusValue]) -> list[Median]:
    """Return the median of every property by family and year and by family over all years (year None), pristine samples apart."""
    groups: dict[tuple[str, str, bool, int | None], list[CorpusValue]] = defaultdict(list)
    for v in values:
        if v.counted and v.year is not None:
            groups[v.quantity, v.family, v.pristine, v.year].append(v)
            groups[v.quantity, v.family, v.pristine, None].append(v)
    order = sorted(groups, key=lambda k: (list(QUANTITIES).index(k[0]), FAMILIES.index(k[1]), k[2], k[3] is not None, k[3] or 0))
    return [_median(*key, groups[key]) for key in order]


@dataclass(frozen=True, slots=True)
class CorpusValue:
    """One value of one record: ``quantity`` is a key of `QUANTITIES`; its unit is there.

    ``phases`` as the record names them, ``family`` the one of `FAMILIES` they make. ``source`` says where ``year`` is from.
    ``evidence`` are the documents that state it. ``counted`` is False, with a ``reason``, for values that enter no median.
    """

    record_id: str
    document: str
    reference: int | None
    year: int | None
    source: str
    family: str
    phases: tuple[str, ...]
    composition: str | None
    pristine: bool
    quantity: str
    value: float
    cycles: int | None
    rate: str | None
    low: float | None
    high: float | None
    cell: str | None
    temperature: float | None
    verdict: str
    evidence: tuple[str, ...]
    counted: bool
    reason: str | None = None

    @property
    def conditions(self) -> str:
        """Return the conditions in words: ``200 cycles, 1 C, 2.2–4.4 V, half cell``; ``not stated`` where there are none."""
        window = f"{self.low:g}–{self.high:g} V" if self.low is not None and self.high is not None else None
        parts = [
            f"{self.cycles} cycles" if self.cycles is not None else None,
            self.rate,
            window if self.quantity in {"retention", "capacity"} else None,
            f"{self.cell} cell" if self.cell else None,
            f"{self.temperature:g} °C" if self.temperature is not None else None,
        ]
        return ", ".join(p for p in parts if p) or "not stated"


@dataclass(frozen=True, slots=True)
class Median:
    """The median of ``number`` values of ``materials`` in ``works``, from ``least`` to ``greatest``, and the records they are of.

    ``conditions`` says under which conditions how many were measured; ``same_conditions`` whether they are all alike.
    """

    quantity: str
    family: str
    pristine: bool
    year: int | None
    number: int
    works: int
    materials: int
    median: float
    least: float
    greatest: float
    same_conditions: bool
    conditions: str
    records: tuple[str, ...]


def _documents(run: Path) -> Iterator[dict[str, Any]]:
    """Yield what was read of each document that the run names."""
    try:
        entries = json.loads((run / "run.json").read_text("utf-8"))["documents"]
        names = [run / entry["file"] for entry in entries]
    except FileNotFoundError:
        raise ValueError(f"{run} holds no run: run.json is not there; name the folder that intergrowth run wrote") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{run / 'run.json'} is not that of a run: {error}; name the folder that intergrowth run wrote"
        ) from error
    for path in names:
        try:
            document = json.loads(path.read_text("utf-8"))
            if not isinstance(document["references"], list) or not isinstance(document["blocks"], list):
                raise TypeError("no lists of blocks and references")
        except FileNotFoundError:
            raise ValueError(f"{path} is not there: run.json names it; write the run anew") from None
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is no document of a run: {error}") from error
        yield document


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise ValueError(f"{path} is not there: `intergrowth run` writes it; write the run anew")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                if record["property"] in {"retention", "capacity", "voltage_window"}:
                    yield record
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}, is no record: {error}") from error


def _cited_years(documents: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the year that reference lists give a DOI, where all of them give the same."""
    found: dict[str, set[int]] = defaultdict(set)
    for document in documents:
        for reference in document["references"]:
            if reference.get("doi") and reference.get("year"):
                found[str(reference["doi"]).lower()].add(int(reference["year"]))
    return {doi: min(years) for doi, years in found.items() if len(years) == 1}


def _year_of(document: Mapping[str, Any], known: Mapping[str, int], cited: Mapping[str, int]) -> tuple[int | None, str]:
    """Return a document's year and where it is from."""
    doi = str(document.get("doi") or "").lower()
    if doi in known:
        return known[doi], "bibliographic record of its DOI"
    if doi in cited:
        return cited[doi], "reference lists that name its DOI"
    for patterns, kinds, source in _PRINTED:
        lines = [b["text"] for b in document["blocks"] if b["page"] == 1 and b["kind"] in kinds and len(b["text"]) <= _LINE]
        found = (m[0] for t in lines if source is _PUBLISHED or not _HISTORY.search(t) for p in patterns for m in p.finditer(t))
        years = {int(y[0]) for text in found if (y := _YEAR.search(text))}
        if len(years) == 1:
            return years.pop(), source
    return None, "not found"


_LINE = 400
"""Longer texts on a first page are prose, in which years are those of other things."""

_HISTORY = re.compile(r"\b(?:received|revised|accepted|submitted)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]|20[0-4])\d(?!\d)")
_Y = _YEAR.pattern
_PUBLISHED = "date of publication on the first page"
_MARGIN, _ANY = frozenset({"furniture"}), frozenset({"furniture", "authors", "paragraph"})
_PRINTED = (
    (
        (re.compile(rf"\b(?:first published|published|publication date|date of publication)\b[^.]{{0,40}}?{_Y}", re.IGNORECASE),),
        _ANY,
        _PUBLISHED,
    ),
    (
        (
            re.compile(rf"\d\s*\({_Y}\)"),  # Journal 40 (2022) 106–107
            re.compile(rf"\({_Y}\)\s*\d"),  # Journal (2021) 6:77
            re.compile(
                rf"[\w.],?\s{_Y},\s*(?:vol\.?\s*)?\d+(?:\s?\(\d+\))?\s*[,:]", re.IGNORECASE
            ),  # Journal, 2024, 3, 211; Journal 2023, 8, 1301
            re.compile(rf"\d\s*[,·|]\s*{_Y}\s*$"),  # Journal · Volume 41 · 2023
        ),
        _MARGIN,
        "citation line of the first page",
    ),
    ((re.compile(rf"(?:©|\(c\)|copyright)\D{{0,40}}{_Y}", re.IGNORECASE),), _ANY, "copyright line of the first page"),
    ((re.compile(rf"\b(?:preprint|posted)\b[^.]{{0,60}}?{_Y}", re.IGNORECASE),), _ANY, "line of a preprint on the first page"),
)


def _reviews(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the documents most of whose values are cited: what they say without a reference is no result of their own year."""
    cited = Counter[str]()
    whole = Counter[str]()
    for record in records:
        whole[record["document"]] += 1
        cited[record["document"]] += record["role"] == "cited"
    return {d for d, n in whole.items() if 2 * cited[d] > n}


def _values(
    record: Mapping[str, Any],
    years: Mapping[str, tuple[int | None, str]],
    references: Mapping[str, Mapping[int, int | None]],
    reviews: set[str],
) -> Iterator[CorpusValue]:
    """Yield the values of one record."""
    if record["verdict"] == "missing":
        return
    document, reference = record["document"], record.get("reference")
    year: int | None
    if reference is not None:
        year, source = references.get(document, {}).get(reference), f"reference {reference}"
    elif record["role"] == "cited" or document in reviews:
        year, source = None, "a cited value without a reference"
    else:
        year, source = years.get(document, (None, "not found"))
    names = {"retention": ("percent",), "capacity": ("value",), "voltage_window": ("low", "high")}[record["property"]]
    for name in names:
        if isinstance(record.get(name), int | float):
            key = record["property"] if record["property"] != "voltage_window" else name
            reason = _left_out(record, year)
            yield CorpusValue(
                record["record_id"],
                document,
                reference,
                year,
                source,
                _family(record["phases"]),
                tuple(record["phases"]),
                record["composition"],
                record.get("sample") == "pristine",
                key,
                float(record[name]),
                record.get("cycles"),
                record.get("rate"),
                record.get("low"),
                record.get("high"),
                record.get("cell"),
                record.get("temperature_C"),
                record["verdict"],
                tuple(sorted({e["document"] for e in record["evidence"]})),
                reason is None,
                reason,
            )


def _left_out(record: Mapping[str, Any], year: int | None) -> str | None:
    """Say why a record enters no median, or None."""
    if record["verdict"] in {"conflict", "implausible"}:
        return f"the verdict on it is {record['verdict']}"
    if record["property"] == "retention" and record.get("basis") is not None:
        return f"a retention of another kind: {record['basis']}"
    return "its year is not known" if year is None else None


def _family(phases: Iterable[str]) -> str:
    """Return the family of a material's phases, primes and letters of distortion aside."""
    plain = list(dict.fromkeys(re.sub("['′’″]", "", p) for p in phases))
    if not plain:
        return "not stated"
    if len(plain) > 1:
        return "multiphase"
    named = {"S": "spinel", "T": "tunnel"}.get(plain[0], plain[0])
    return named if named in FAMILIES else "other"


def _measured(value: CorpusValue) -> tuple[str, str, float, int | None, str | None]:
    """What makes a cited value and a paper's own the same measurement: document, property, value, cycles, rate."""
    return value.document, value.quantity, value.value, value.cycles, value.rate


def _without_double(value: CorpusValue, own: set[tuple[str, str, float, int | None, str | None]]) -> CorpusValue:
    """Leave out a cited value whose own paper is in the run with the same value."""
    if not value.counted or value.reference is None:
        return value
    for document in value.evidence:
        if document != value.document and (document, *_measured(value)[1:]) in own:
            return replace(value, counted=False, reason=f"the same measurement is counted from {document}")
    return value


def _median(name: str, family: str, pristine: bool, year: int | None, values: list[CorpusValue]) -> Median:
    numbers = sorted(v.value for v in values)
    half = len(numbers) // 2
    middle = numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2
    conditions = Counter(v.conditions for v in values)
    told = "; ".join(f"{text} (n = {n})" for text, n in sorted(conditions.items(), key=lambda c: (-c[1], c[0])))
    return Median(
        name,
        family,
        pristine,
        year,
        len(numbers),
        len({(v.document, v.reference) for v in values}),
        len({(v.document, v.reference, v.composition, v.phases, v.pristine) for v in values}),
        middle,
        numbers[0],
        numbers[-1],
        len(conditions) == 1 and "not stated" not in conditions,
        told,
        tuple(v.record_id for v in values),
    )
