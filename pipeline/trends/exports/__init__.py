"""Bibliographic exports read: `read` for files and folders, `read_text` for text at hand.

In: files of any source and format (Web of Science, Scopus, PubMed, Embase, Ovid, Dimensions, Lens, Springer, EndNote, RefWorks,
Zotero, CNKI, SciFinder, Cochrane, OpenAlex, Crossref, Semantic Scholar; tagged, labelled, cited, RIS, BibTeX, MEDLINE, XML, JSON,
CSV, TSV, Excel); out: a `Reading`: publications as each file has them, records that could not be used, remarks, and what each
file is. Nothing is merged here. Method: own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.trends.exports.encoding import Decoded, decode
from pipeline.trends.exports.parsed import ExportError, Remark
from pipeline.trends.exports.recognise import recognise, refuse
from pipeline.trends.exports.table import FIELDS
from pipeline.trends.exports.workbook import SIGNATURE, sheet
from pipeline.trends.model import BadRecord, Origin, Publication

__all__ = ["FIELDS", "ExportError", "ExportFile", "Reading", "read", "read_text"]

_OWN = ("wos", "pmid", "pmcid", "eid", "openalex", "s2")
"""Databases whose identifiers name a publication that has no DOI, the first that is there."""

_DOCUMENTS = re.compile(r"(?:readme|licen[cs]e)\b|.*\.md$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """What a file was: format, encoding, its records, how many of them could be used, and why it could not be read."""

    path: str
    name: str
    format: str | None
    encoding: str | None
    records: int
    used: int
    sha256: str | None
    error: str | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What exports hold: publications in order of files and records, bad records and remarks, and files."""

    publications: tuple[Publication, ...]
    bad: tuple[BadRecord, ...]
    files: tuple[ExportFile, ...]


def read(
    places: Iterable[Path], *, columns: Mapping[str, str] | None = None, progress: Callable[[int, int], None] | None = None
) -> Reading:
    """Read export files, and the files of folders but hidden ones, READMEs and licences.

    ``columns`` maps a field (one of `FIELDS`) to the header of its column in tables. A file that cannot be read has its
    ``error`` in `Reading.files` and takes nothing else with it; the same bytes twice are read once. Raises FileNotFoundError
    for a place that does not exist, ValueError for a field that is none.
    """
    for field in columns or {}:
        if field not in FIELDS:
            raise ValueError(f"{field!r} is no field of a publication; fields are {', '.join(FIELDS)}")
    publications: list[Publication] = []
    bad: list[BadRecord] = []
    files: list[ExportFile] = []
    seen: dict[str, str] = {}
    paths = _files(places)
    names = _names(paths)
    for done, path in enumerate(paths):
        if progress is not None:
            progress(done, len(paths))
        name = names[done]
        try:
            data = path.read_bytes()
        except OSError as error:
            files.append(ExportFile(str(path), name, None, None, 0, 0, None, f"cannot be read: {error.strerror or error}"))
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            files.append(ExportFile(str(path), name, None, None, 0, 0, digest, same_as=seen[digest]))
            continue
        seen[digest] = name
        got, odd, account = _read_bytes(data, name, columns)
        publications += got
        bad += odd
        files.append(replace(account, path=str(path), sha256=digest))
    return Reading(tuple(publications), tuple(bad), tuple(files))


def read_text(text: str, name: str, *, columns: Mapping[str, str] | None = None) -> Reading:
    """Read the text of one export under a name. Raises `ExportError` if it is none."""
    publications, bad, account = _read(text, name, columns, None)
    return Reading(tuple(publications), tuple(bad), (account,))


def _files(places: Iterable[Path]) -> list[Path]:
    out: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            inside = sorted(p for p in place.rglob("*") if p.is_file() and not _hidden(p, place))
            out |= {path: None for path in inside if not _DOCUMENTS.match(path.name)}
        elif place.exists():
            out[place] = None
        else:
            raise FileNotFoundError(f"{place} does not exist")
    return list(out)


def _hidden(path: Path, place: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(place).parts)


def _names(paths: list[Path]) -> list[str]:
    """Return the files' names; of two of the same name both carry their folder."""
    plain = [p.name for p in paths]
    return [name if plain.count(name) == 1 else str(Path(path.parent.name) / name) for path, name in zip(paths, plain)]


def _read_bytes(
    data: bytes, name: str, columns: Mapping[str, str] | None
) -> tuple[list[Publication], list[BadRecord], ExportFile]:
    try:
        refuse(data)
        decoded = Decoded(sheet(data), "Excel") if data.startswith(SIGNATURE) else decode(data)
        publications, bad, account = _read(decoded.text, name, columns, decoded.encoding)
    except ExportError as error:
        return [], [], ExportFile(name, name, None, None, 0, 0, None, str(error))
    if decoded.remark:
        bad.insert(0, BadRecord(name, None, decoded.remark, lost=False))
    return publications, bad, account


def _read(
    text: str, name: str, columns: Mapping[str, str] | None, encoding: str | None
) -> tuple[list[Publication], list[BadRecord], ExportFile]:
    form = recognise(text, columns)
    publications: list[Publication] = []
    bad: list[BadRecord] = []
    number = 0
    for item in form.read(text):
        if isinstance(item, Remark):
            bad.append(BadRecord(name, item.line, item.text, lost=False))
            continue
        number += 1
        fault = item.fault or (_useless(item.publication) if item.publication else "gave nothing")
        if fault:
            bad.append(BadRecord(name, item.line, fault, number))
        elif item.publication:
            publications.append(_named(item.publication, Origin(name, form.name, number, item.line)))
    return publications, bad, ExportFile(name, name, form.name, encoding, number, len(publications), None)


def _useless(publication: Publication) -> str | None:
    if publication.title or publication.doi or any(publication.identifiers.get(own) for own in _OWN):
        return None
    return "has neither title nor DOI nor a database's identifier"


def _named(publication: Publication, origin: Origin) -> Publication:
    """Give a publication its identifier and origin."""
    ids = publication.identifiers
    own = next((f"{key}:{ids[key]}" for key in _OWN if ids.get(key)), None)
    identifier = f"doi:{publication.doi}" if publication.doi else own or f"{origin.file}#{origin.record}"
    return replace(publication, identifier=identifier, origins=(origin,))
