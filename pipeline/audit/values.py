"""The words of an audit: what people annotated (`Gold`, `Marked`), what a run claims (`Claim`), and what is scored (`FIELDS`).

In: nothing; out: frozen values. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Json

Level = Literal["value", "linked", "full"]
LEVELS: tuple[Level, ...] = ("value", "linked", "full")
"""``value``: the numbers are right; ``linked``: and they hang on the right material; ``full``: and so is every condition."""

Cause = Literal["table", "reading", "recognition", "linking", "normalisation", "reconciliation"]
CAUSES: tuple[Cause, ...] = ("reading", "table", "recognition", "linking", "normalisation", "reconciliation")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a property: its name in a record, its key in an annotation, how two of its values are compared.

    ``role`` says whether it is part of the value, a condition that ``full`` asks for, or only counted for itself.
    """

    name: str
    key: str
    kind: Literal["percent", "capacity", "volt", "celsius", "count", "rate", "word", "phases", "steps", "fractions", "basis"]
    role: Literal["value", "condition", "beside"]


def _field(name: str, kind: str, role: str, key: str | None = None) -> Field:
    return Field(name, key or name, kind, role)  # type: ignore[arg-type]


_WINDOW = (_field("low", "volt", "condition"), _field("high", "volt", "condition"))

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "material": (),
    "phase": (_field("phases", "phases", "value"), _field("fractions", "fractions", "beside", "phase_fractions_wt")),
    "transition": (_field("steps", "steps", "value", "transition"),),
    "voltage_window": (_field("low", "volt", "value"), _field("high", "volt", "value"), _field("cell", "word", "condition")),
    "retention": (
        _field("percent", "percent", "value"),
        _field("cycles", "count", "value"),
        _field("rate", "rate", "value"),
        _field("cell", "word", "condition"),
        *_WINDOW,
        _field("temperature_C", "celsius", "condition"),
        _field("basis", "basis", "beside"),
    ),
    "capacity": (
        _field("value", "capacity", "value", "mAh_g"),
        _field("rate", "rate", "value"),
        _field("cycle", "count", "condition"),
        _field("cell", "word", "condition"),
        *_WINDOW,
        _field("kind_of", "word", "beside", "kind"),
    ),
}
"""What is scored, property by property. ``material`` has its composition, name and role instead of fields of its own."""

SECTIONS: Mapping[str, str] = {"voltage_window": "voltage_windows", "retention": "retention", "capacity": "capacity"}


@dataclass(frozen=True, slots=True)
class GoldMaterial:
    """A material that a person found in a paper; ``compositions`` and ``labels`` are all accepted readings."""

    id: str
    role: str
    compositions: tuple[str, ...]
    labels: tuple[str, ...]
    soft: bool = False
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a person says a paper states: what recall counts.

    ``materials`` are the ids it may hang on, None where the annotation names none. ``values`` holds for each field the accepted
    readings, an empty tuple where the paper states none. A ``soft`` unit neither rewards nor punishes. A ``rejected`` one is
    what the paper does not say: to claim it is an error.
    """

    property: str
    materials: tuple[str, ...] | None
    values: Mapping[str, tuple[Json, ...]]
    soft: bool = False
    note: str | None = None
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """The annotated facts of one document. ``scored`` are the properties that the annotation covers.

    Where it is not ``complete`` it says nothing of what it does not name: such a claim is neither right nor false.
    ``one_c`` is the current in mA/g that the paper states for 1 C, where the annotation says so.
    """

    document: str
    kind: Literal["research", "review"]
    materials: tuple[GoldMaterial, ...]
    units: tuple[Unit, ...]
    scored: frozenset[str]
    annotator: str = ""
    doi: str | None = None
    one_c: float | None = None
    source: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A mention marked by a person: ``text[start:end]`` is of kind ``label``."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the mentions that one person marked in it; ``document`` is what bootstrap intervals are drawn over."""

    text: str
    spans: tuple[Span, ...]
    document: str
    annotator: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An annotation that could not be used: its file, the line where there is one, and what a person can do."""

    path: str
    line: int | None
    error: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.error}"


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that a folder of annotations holds; ``problems`` is what it holds and nobody can use."""

    golds: tuple[Gold, ...] = ()
    marked: tuple[Marked, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that a run says a document states, whether a line of ``records.jsonl`` or of ``facts.jsonl``.

    An empty ``role`` is not said. ``carried`` are the fields taken from the context, ``*`` for all of them. ``rivals`` are the
    ids of the other values of a conflict. ``control_of`` is set where a row of a table gives the value of the unmodified material
    beside its own: it is the composition of the row, and not that of the claim's material, which only ``labels`` may name.
    """

    document: str
    property: str
    composition: str | None
    labels: tuple[str, ...]
    role: str
    values: Mapping[str, Json]
    carried: frozenset[str] = frozenset()
    id: str = ""
    rivals: tuple[str, ...] = ()
    page: int | None = None
    text: str = ""
    table: str | None = None
    extractor: str = ""
    reference: int | None = None
    control_of: str | None = None
