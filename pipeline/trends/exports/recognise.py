"""Which format an export is in, by what it contains.

In: text and the caller's column map; out: a `Format`, or `ExportError` saying what the file is instead and what to do. The mark
that begins a record and stands first in the file decides; a file's name does not. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.trends.exports import atom, bibtex, cited, embase, endnote, labelled, medline, objects, ovid, ris, table, wos
from pipeline.trends.exports.parsed import ExportError, Parsed, Remark

_SIGNATURES = (
    (b"%PDF-", "is a PDF: trends reads bibliographic exports; PDFs go to intergrowth run"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook (.xls): save it as .xlsx or CSV, or export it again as tab-delimited text"),
    (b"\x1f\x8b", "is compressed (gzip): unpack it first"),
    (b"BZh", "is compressed (bzip2): unpack it first"),
    (b"\xfd7zXZ", "is compressed (xz): unpack it first"),
    (b"SQLite format 3", "is a database: export its records as RIS or BibTeX"),
    (b"PAR1", "is a Parquet file: save it as CSV"),
)
_MARKS = (
    ("ris", re.compile(r"^[ \t\ufeff]*TY {1,3}-[ \t]*[A-Za-z]", re.MULTILINE)),
    ("medline", re.compile(r"^\ufeff?(?:PMID|OWN) {0,3}- ", re.MULTILINE)),
    ("ovid", re.compile(r"^[ \t\ufeff]*VN {1,2}- Ovid", re.MULTILINE)),
    ("refworks", re.compile(r"^[ \t\ufeff]*RT [A-Z][^\n]*\n[ \t]*[A-Z][A-Z0-9] \S", re.MULTILINE)),
    ("embase", embase.MARK),
    ("noteexpress", labelled.NOTEEXPRESS),
    ("cnki", labelled.CNKI),
    ("scifinder", labelled.SCIFINDER),
    ("cochrane", labelled.COCHRANE),
    ("summary", cited.SUMMARY),
    ("abstract", cited.ABSTRACT),
    ("scopus", cited.SCOPUS),
    (
        "wos",
        re.compile(
            r"^\ufeff?(?:FN [^\n]*\n(?:[^\n]*\n){0,3}?VR |PT [JBSPC]\s*$|FN .*(?:Web of Science|ISI|Clarivate|Thomson))",
            re.MULTILINE,
        ),
    ),
    ("endnote", re.compile(r"^[ \t\ufeff]*(?:%0 \S|%[AT] \S[^\n]*\n[ \t]*%[0-9A-Z@] )", re.MULTILINE)),
    (
        "bibtex",
        re.compile(r"^[ \t\ufeff]*@\s*(?!comment|string|preamble)[A-Za-z]+\s*[{(][^\n,{}=\x22]*,", re.MULTILINE | re.IGNORECASE),
    ),
)
_NAMES = {
    "ris": "RIS",
    "medline": "MEDLINE",
    "wos": "Web of Science tagged",
    "endnote": "EndNote tagged",
    "ovid": "Ovid tagged",
    "refworks": "RefWorks tagged",
    "embase": "Embase, field by field",
    "bibtex": "BibTeX",
    "noteexpress": "NoteExpress",
    "cnki": "CNKI text",
    "scifinder": "SciFinder tagged",
    "cochrane": "Cochrane text",
    "summary": "PubMed summary text",
    "abstract": "PubMed abstract text",
    "scopus": "Scopus text",
}
_READERS: Mapping[str, Callable[[str], Iterator[Parsed | Remark]]] = {
    "ris": ris.records,
    "medline": medline.records,
    "wos": wos.tagged,
    "endnote": endnote.tagged,
    "ovid": ovid.records,
    "refworks": ris.refworks,
    "embase": embase.records,
    "bibtex": bibtex.records,
    "noteexpress": labelled.noteexpress,
    "cnki": labelled.cnki,
    "scifinder": labelled.scifinder,
    "cochrane": labelled.cochrane,
    "summary": cited.summary,
    "abstract": cited.abstract,
    "scopus": cited.scopus,
}
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Format:
    """A format's name for people and the function that reads it."""

    name: str
    read: Callable[[str], Iterator[Parsed | Remark]]


def refuse(data: bytes) -> None:
    """Raise `ExportError` for what is no text at all."""
    if not data.strip():
        raise ExportError("is empty: export it again")
    for signature, reason in _SIGNATURES:
        if data.startswith(signature):
            raise ExportError(reason)


def recognise(text: str, columns: Mapping[str, str] | None = None) -> Format:
    """Return the format of ``text``. Raises `ExportError`."""
    start = text[:_SAMPLE].lstrip("\ufeff \t\n")
    if start[:1] in ("{", "[") and not labelled.NOTEEXPRESS.match(start) and (start[0] == "{" or re.match(r"\[\s*[\]{n]", start)):
        name = objects.recognised(text)
        if name is None and not re.search(r'"(?:results|items|data|result)"\s*:\s*\[\s*\]|^\s*\[\s*\]', start):
            raise ExportError(f"is JSON, but has no works of {objects.SOURCES}: export it as RIS or CSV")
        return Format(f"{name or 'JSON'} JSON" if name else "JSON", objects.records)
    if re.match(r"<[!?A-Za-z]", start):
        return _xml(start)
    lines = text[:_SAMPLE].split("\n")
    header = table.header_of(lines, columns)
    first = next((k for k, line in enumerate(lines) if line.strip()), 0)
    found = sorted((m.start(), name) for name, mark in _MARKS if (m := mark.search(text[:_SAMPLE])))
    if header is not None and (not found or header.at <= first or found[0][0] > len("\n".join(lines[: header.at]))):
        used = header
        kind = "Web of Science tab-delimited" if used.of_wos else "TSV" if used.delimiter == "\t" else "CSV"
        return Format(kind, lambda whole: table.records(whole, used))
    if found:
        name = found[0][1]
        return Format(_NAMES[name], _READERS[name])
    raise ExportError(_unknown(lines, columns))


def _xml(start: str) -> Format:
    if re.search(r"<PubmedArticle[\s>]", start):
        return Format("PubMed XML", endnote.pubmed_xml)
    if atom.MARK.search(start):
        return Format("arXiv Atom", atom.records)
    if re.search(r"<records>\s*<record[\s>]|<record[\s>].*?<ref-type", start, re.DOTALL):
        return Format("EndNote XML", endnote.xml)
    if re.match(r"(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|script)", start, re.IGNORECASE):
        raise ExportError("is a web page, not an export (often the page of a log-in that ran out): export it again")
    raise ExportError("is XML, but neither of EndNote nor of PubMed nor of arXiv: export it as RIS or CSV")


def _unknown(lines: list[str], columns: Mapping[str, str] | None) -> str:
    first = next((line.strip() for line in lines if line.strip()), "")
    shown = f"{first[:60]}…" if len(first) > 60 else first
    if columns:
        return f"has no column {' or '.join(map(repr, columns.values()))} among its first lines (the first is {shown!r})"
    return (
        f"is in no format that is known (it begins with {shown!r}); for a table with columns of its own, name them: "
        "--column-map title=COLUMN --column-map doi=COLUMN"
    )
