"""What linking speaks of: a sentence in its place, the materials of a document, and a statement on its material.

In and out: values only. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.grammar.sentence import Sentence
from pipeline.grammar.statements import Statement

Value = float | int | str | None


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in its place.

    ``paragraph`` numbers blocks, ``section`` is its kind of section, ``figures`` are those whose caption it is in or that it
    points at ("3b"), ``parsed`` its tokens, ``statements`` what it states, ``names`` its material ids in order,
    ``cited`` whether it has a citation mark, ``of_others`` whether it only goes on about others' work.
    """

    paragraph: int
    section: str
    kind: str
    parsed: Sentence
    statements: tuple[Statement, ...]
    names: tuple[str, ...]
    figures: tuple[str, ...] = ()
    heading: str = ""
    cited: bool = False
    of_others: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """The materials a document may speak of: its own (target first), and whether it is a review."""

    own: tuple[str, ...]
    target: str | None
    pristine: str | None
    review: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """A statement on a material (None: not known): ``values`` with all conditions, ``carried`` those from elsewhere, and why."""

    said: int
    statement: Statement
    material: str | None
    values: Mapping[str, Value]
    carried: frozenset[str]
    reason: str
    confidence: float
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The materials of a value, why, how surely, and the names passed over."""

    materials: tuple[str, ...]
    reason: str
    weight: float
    rivals: tuple[str, ...] = ()
    beyond: bool = False


@dataclass
class Context:
    """What has been said so far; changed from sentence to sentence within `link`."""

    topic: tuple[str, ...] = ()
    topic_distance: int = 0
    contrasted: bool = False
    others: bool = False
    foreign: bool = False
    unknown: bool = False
    named: tuple[str, ...] = ()
    paragraph: int = -1
    cell: str | None = None
    rate: str | None = None
    any_rate: str | None = None
    rate_distance: int = 0
    cycles: int | None = None
    rows: tuple[tuple[Value, Value], ...] = ()
    temperature: Value = None
    window: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    here: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    of_heading: tuple[Value, Value] | None = None
    heading: str = ""
    retention: bool = False
    figures: tuple[str, ...] = ()
    cycling: bool = False
    several: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Whole:
    """What holds for a whole document: its materials, the conditions of its captions, and by cell its window if it has one."""

    roster: Roster
    captions: Mapping[str, Mapping[str, Value]]
    only: Mapping[str, tuple[Value, Value]]
