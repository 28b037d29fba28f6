"""What the reader of a format hands over: records, good and bad, and remarks, each with its line.

In: nothing; out: frozen values. Method: own.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.trends.model import Publication


@dataclass(frozen=True, slots=True)
class Parsed:
    """One record of an export: the line it begins at (from 1) and the publication, or why it cannot be used."""

    line: int | None
    publication: Publication | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd that costs no record; ``line`` is None where it concerns the whole file."""

    line: int | None
    text: str


class ExportError(Exception):
    """A file that is no bibliographic export that can be read; the message names the file and says what to do."""
