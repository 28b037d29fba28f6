"""A publication as bibliographic exports describe it, and where each description came from: what every stage of trends speaks.

In: nothing; out: frozen values. `Publication` is one record of one export as read, or several of one work after merging, when
``origins`` names them all. Nothing is guessed here: a field that the source lacks is None or empty. Method: own.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Author:
    """One author as printed: ``family`` and ``given`` (names or initials); unless the source parts them ``family`` is all."""

    family: str
    given: str = ""

    @property
    def name(self) -> str:
        """``Family, Given``, or what there is."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read: the export's file name, its format, the record's number (from 1) and its first line (from 1)."""

    file: str
    format: str
    record: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication.

    ``identifier`` is unique in a set: ``doi:10.…`` (lower case), else the source's own (``wos:…``, ``pmid:…``, ``eid:…``,
    ``openalex:W…``), else ``FILE#NUMBER``. ``year`` is the year of publication, ``date`` ISO as precise as the source says
    (``2025``, ``2025-03``, ``2025-03-14``). ``keywords`` are the authors', ``index_terms`` the database's (Keywords Plus, MeSH,
    index keywords, concepts). ``kinds`` are document types in the source's words. ``countries`` are English names without
    doubles, in order of the affiliations. ``citations`` is None where the source does not count them. ``identifiers`` maps wos,
    pmid, pmcid, eid, openalex, s2, issn, isbn to their values, without
    prefix. ``chosen`` says, after merging, which origin (by place in ``origins``) gave each field.
    """

    identifier: str
    title: str | None = None
    abstract: str | None = None
    year: int | None = None
    date: str | None = None
    authors: tuple[Author, ...] = ()
    journal: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    keywords: tuple[str, ...] = ()
    index_terms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    language: str | None = None
    countries: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    publisher: str | None = None
    citations: int | None = None
    reference_count: int | None = None
    identifiers: dict[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    chosen: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record of an export that could not be used: the file, the line it begins at (from 1), and why.

    Where ``lost`` is false it is a remark: something odd on that line, or in the whole file, that cost no record.
    """

    file: str
    line: int | None
    reason: str
    record: int | None = None
    lost: bool = True
