"""The values of a run: the stages to apply, a file to work on, what it gave, what was asked, what came of all of it.

Method: own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.ingest import Failure, Source, shown
from pipeline.model import Document, Fact, Record, Table


@dataclass(frozen=True, slots=True)
class Stages:
    """The functions that turn a PDF into facts: each can be swapped, and travels to the worker processes by its name."""

    read: Callable[..., Document]
    as_json: Callable[[Document], Mapping[str, Any]]
    rows: Callable[[Table, str], Sequence[Any]]
    survey: Callable[[Document, str | None], tuple[Iterable[Fact], Mapping[str, Any]]]
    reconcile: Callable[[Iterable[Mapping[str, Any]]], Any]
    """Accounts of documents to a value with ``records``."""
    finish: Callable[[Any, Sequence[Record], Sequence[str], Path, Mapping[str, str], Sequence[Any]], Any]
    """That value, the records as they stand, the run's documents and what reviewers decided to a ``pipeline.results.Finished``,
    which is not named as a type: Prefect would load it before it is needed."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to work on, and which character source reads it."""

    source: Source
    characters: str
    stages: Stages


@dataclass(frozen=True, slots=True)
class Product:
    """What one file gave: counts, its rows of Table 1, notes for people, failures, and seconds by stage.

    ``account`` (JSON), ``title``, ``doi``, ``licence`` and ``packed`` are what the store keeps; account and packed are gone once
    it does. ``memory_mb`` is the highest resident memory of the process that read the file, while it did. A ``passing`` failure
    may go away by itself. ``reused`` says that an earlier run read the file, or could not.
    """

    source: Source
    pages: int = 0
    tables: int = 0
    facts: int = 0
    rows: int = 0
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    seconds: Mapping[str, float] | None = None
    account: str | None = None
    title: str | None = None
    doi: str | None = None
    licence: str | None = None
    packed: bytes | None = None
    memory_mb: float | None = None
    passing: bool = False
    reused: bool = False

    @property
    def read(self) -> bool:
        """Whether there is a Document."""
        return self.pages > 0


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a run was asked to do. Only the first two decide what a value is; the others what may fail."""

    characters: str
    supplement_pattern: str
    timeout: float
    seconds_a_page: float
    memory_mb: int | None
    workers: int

    @property
    def sha256(self) -> str:
        """Sum over the settings that decide values."""
        text = json.dumps({"characters": self.characters, "supplement_pattern": self.supplement_pattern}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def limits_sha256(self) -> str:
        """Sum over the settings that decide what may fail."""
        limits = {"timeout": self.timeout, "seconds_a_page": self.seconds_a_page, "memory_mb": self.memory_mb}
        return hashlib.sha256(json.dumps(limits, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: the content of ``run.json``, the failures in full, and the rows of Table 1."""

    out: Path
    run: Mapping[str, Any]
    failures: tuple[Failure, ...]
    rows: tuple[Any, ...]
    said: tuple[str, ...] = ()


def failure(source: Source, stage: str, error: str) -> Failure:
    """Return the line of ``failures.csv`` on a file."""
    return Failure(shown(source.path), stage, error)
