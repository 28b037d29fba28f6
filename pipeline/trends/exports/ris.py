"""RIS of any source: Scopus, Web of Science, Embase, Ovid, Springer, IEEE, ScienceDirect, EndNote, Zotero, Mendeley.

In: text; out: `Parsed` records and `Remark`s. A record stands between TY and ER. Sources put the same thing under different tags;
``_TITLE``, ``_JOURNAL`` and so on say which tag is asked first. Untagged lines go on the field above; under KW, AU and AD each is
an entry of its own. rispy reads the same records but tells no lines and stops at the first broken one, so that it serves as the
tests' comparison only. Method: own, after the RIS specification of 2011 and exports of the sources named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.trends.exports.clean import authors_of, doi_of, listed, publication, span
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher
from pipeline.trends.model import Publication

_KNOWN = (
    "TY|ER|ID|A[1-4U]|A[BDNV]|BT|C[1-8]|C[ANPTY]|D[ABOP]|ED|EP|ET|I[DS]|J[12AFO]|K1|KW|L[1-4ABK]|M[1-3]|N[12V]|OP|P[ABGMPTUY]|"
    "R[DINPT]|S[ENOPTV]|T[1-3AIT]|U[1-9]|UR|V[LO]|Y[12]"
)
SHAPE = Shape(
    matcher(rf"[ \t\ufeff]*(?:(?=[A-Z][A-Z0-9]  -|(?:{_KNOWN}) -))([A-Z][A-Z0-9]) {{1,3}}-(?:[ \t]?(.*))$"),
    begin="TY",
    end="ER",
    heads=frozenset({"EF"}),
)

_TITLE = ("TI", "T1", "CT")
_JOURNAL = ("JF", "T2", "JO", "BT", "JA", "J2", "J1", "T3")
_DOI_ELSEWHERE = ("M3", "UR", "L3", "L2", "LK", "ID", "N1")
_KINDS = {
    "JOUR": "Journal article",
    "JFULL": "Journal",
    "MGZN": "Magazine article",
    "NEWS": "Newspaper article",
    "ABST": "Abstract",
    "INPR": "Article in press",
    "CONF": "Conference proceedings",
    "CPAPER": "Conference paper",
    "BOOK": "Book",
    "EBOOK": "Book",
    "CHAP": "Book chapter",
    "ECHAP": "Book chapter",
    "EDBOOK": "Edited book",
    "SER": "Serial",
    "THES": "Thesis",
    "RPRT": "Report",
    "PAT": "Patent",
    "DATA": "Dataset",
    "UNPB": "Unpublished work",
    "PREP": "Preprint",
    "GEN": "Generic",
    "ELEC": "Web page",
    "EJOUR": "Electronic article",
}
_CITED = re.compile(r"(?:times cited[^:;]{0,60}|cited by|citations?)\s*:?\s*(\d+)", re.IGNORECASE)
_REFERENCES = re.compile(r"cited reference count\s*:\s*(\d+)", re.IGNORECASE)
_EID = re.compile(r"\beid=(2-s2\.0-\d+)")
_WOS = re.compile(r"\bWOS:\w+")
_NAMED = re.compile(r"^\([^()]*\)\s*")
_ISBN = re.compile(r"(?:97[89])?[\d-]{9,16}[\dXx]")
_INDEX = re.compile(r"emtree .*index terms|index (?:terms|keywords)|mesh(?: terms)?", re.IGNORECASE)
_AUTHORS_OWN = re.compile(r"author key ?words?", re.IGNORECASE)


def records(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of a RIS file."""
    for block in blocks(text, SHAPE):
        if isinstance(block, Remark):
            yield block
        else:
            yield Parsed(block.line, fault=block.fault) if block.fault else Parsed(block.line, _publication(block))


def _publication(b: Block) -> Publication:
    notes = " ".join(b.every("N1", "U1", "U2", "U3"))
    address = " ".join(b.every("UR", "L2", "LK", "ID"))
    keywords, index_terms = _terms(b)
    kind, medium = b.first("TY"), b.first("M3")
    number = b.first("SN").split(";")[0]
    issn, isbn = (number, "") if re.match(r"\d{4}-?\d{3}[\dXx]\b(?!-)", number) else ("", number if _ISBN.search(number) else "")
    eid, wos = _EID.search(address), _WOS.search(" ".join(b.every("AN", "ID", "UR", "N1")))
    own = b.first("AN")
    return publication(
        title=b.first(*_TITLE) or b.first("BT" if kind in {"BOOK", "EBOOK", "EDBOOK"} else "ST"),
        abstract=b.first("AB", "N2"),
        year=b.first("PY") or b.first("Y1", "YR", "DA"),
        date=b.first("DA", "PY", "Y1"),
        authors=authors_of(b.lines("AU", "A1") or b.lines("A2", "ED")),
        journal=b.first(*_JOURNAL),
        volume=b.first("VL", "VO"),
        issue=b.first("IS"),
        pages=span(b.first("SP"), b.first("EP")) or b.first("PG", "C7", "AR"),
        doi=b.first("DO", "DI") or next((d for d in map(doi_of, b.every(*_DOI_ELSEWHERE)) if d), ""),
        keywords=keywords,
        index_terms=index_terms,
        kinds=[medium] if medium and not doi_of(medium) and len(medium) <= 60 else [_KINDS.get(kind.upper(), kind)],
        language=b.first("LA"),
        affiliations=[_NAMED.sub("", a) for a in b.lines("AD") or b.lines("C1") if not a.isdigit()],
        publisher=b.first("PB"),
        citations=found[1] if (found := _CITED.search(notes)) else None,
        reference_count=found[1] if (found := _REFERENCES.search(notes)) else None,
        identifiers={
            "eid": eid[1] if eid else "",
            "wos": wos[0] if wos else "",
            "pmid": own if b.first("DB").lower() in {"pubmed", "medline"} and own.isdigit() else "",
            "issn": issn,
            "isbn": isbn,
        },
    )


def _terms(b: Block) -> tuple[list[str], list[str]]:
    """Return the authors' keywords and, where a heading among the lines parts them, the database's terms."""
    out: tuple[list[str], list[str]] = ([], [])
    into = 0
    for line in b.lines("KW", "K1"):
        if _INDEX.fullmatch(line) or _AUTHORS_OWN.fullmatch(line):
            into = int(bool(_INDEX.fullmatch(line)))
        else:
            out[into].extend(listed(line))
    return out
