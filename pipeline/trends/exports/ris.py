"""RIS of any source (Scopus, Web of Science, Embase, Ovid, Springer, IEEE, ScienceDirect, EndNote, Zotero), and RefWorks' tags.

In: text; out: `Parsed` records and `Remark`s. A record stands between TY and ER. Sources put the same thing under different
tags; ``_TITLE``, ``_JOURNAL`` and so on say which tag is asked first. Untagged lines go on the field above; under KW, AU and AD
each is an entry of its own. rispy checks the tests and does not read here: it drops a record without ER and writes the next one
into it, in silence both, knows no lines, and joins those under one tag. RefWorks' records begin with RT and have no end; their
tags are older names of the same fields. Method: own, after the RIS specification of 2011, RefWorks' table of tags, and exports
of the sources named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.trends.exports.clean import authors_of, cited_in, doi_of, listed, publication, span, year_of
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher, parsed
from pipeline.trends.model import Publication

_KNOWN = (
    "TY|ER|ID|A[1-4U]|A[BDNV]|BT|C[1-8]|C[ANPTY]|D[ABOP]|ED|EP|ET|I[DS]|J[12AFO]|K1|KW|L[1-4ABK]|M[1-3]|N[12V]|OP|P[ABGMPTUY]|"
    "R[DINPT]|S[ENOPTV]|T[1-3AIT]|U[1-9]|UR|V[LO]|Y[12]"
)
SHAPE = Shape(
    matcher(rf"[ \t\ufeff]*(?=[A-Z][A-Z0-9]  -|DOI  -|(?:{_KNOWN}) -)(DOI|[A-Z][A-Z0-9]) {{1,3}}-(?:[ \t]?(.*))$"),
    begin="TY",
    end="ER",
    heads=frozenset({"EF"}),
)
REFWORKS = Shape(matcher(r"[ \t\ufeff]*([A-Z][A-Z0-9]|vo)(?: (.*)|[ \t]*)$"), begin="RT", end=None)

_TITLE = ("TI", "T1", "CT")
_JOURNAL = ("JF", "T2", "JO", "BT", "JA", "J2", "J1", "T3", "SO")
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
_REFERENCES = re.compile(r"cited reference count\s*:\s*(\d+)", re.IGNORECASE)
_EID = re.compile(r"\beid=(2-s2\.0-\d+)")
_WOS = re.compile(r"\bWOS:\w+")
_NAMED = re.compile(r"^[(\[][^()\[\]]*[)\]]\s*")
_CODED = re.compile(r"\[\d+\]$")  # a class of a database, no type of a document
_PUBMED = re.compile(r"\b(?:ncbi\.nlm\.nih\.gov/(?:m/)?pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,8})\b")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]\b(?!-)")
_ISBN = re.compile(r"(?:97[89])?[\d-]{9,16}[\dXx]")
_INDEX = re.compile(r"emtree .*index terms|index (?:terms|keywords)|mesh(?: terms)?", re.IGNORECASE)
_AUTHORS_OWN = re.compile(r"author key ?words?", re.IGNORECASE)


def records(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of a RIS file."""
    return parsed(blocks(text, SHAPE), _publication)


def refworks(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of a file with RefWorks' tags."""
    for block in blocks(text, REFWORKS):
        if isinstance(block, Block):
            block.fields["TY"] = block.fields.get("RT", [])
            block.fields["EP"] = block.fields.get("OP", [])
            block.fields.setdefault("VO", block.fields.get("vo", []))  # so CNKI writes it
        yield block if isinstance(block, Remark) else Parsed(block.line, _publication(block))


def _publication(b: Block) -> Publication:
    notes = " ".join(b.every("N1", "U1", "U2", "U3"))
    address = " ".join(b.every("UR", "L2", "LK", "ID"))
    databases = " ".join(b.every("DB", "DP", "DS")).lower()
    keywords, index_terms = _terms(b, databases)
    kind, medium = b.first("TY"), b.first("M3")
    number = b.first("SN").split(";")[0]
    issn = found[0] if (found := _ISSN.match(number)) else ""
    eid, wos = _EID.search(address), _WOS.search(" ".join(b.every("AN", "ID", "UR", "N1")))
    year = b.first("PY") or b.first("Y1", "YR", "DA")
    day = b.first("DA", "PY", "Y1", "FD")
    return publication(
        title=b.first(*_TITLE) or b.first("BT" if kind in {"BOOK", "EBOOK", "EDBOOK"} else "ST"),
        abstract=b.first("AB", "N2"),
        year=year,
        date=day if year_of(day) else f"{day} {year}",
        authors=authors_of(_names(b, "AU", "A1") or _names(b, "A2", "ED")),
        journal=b.first(*_JOURNAL),
        volume=b.first("VL", "VO"),
        issue=b.first("IS", "NO"),
        pages=span(b.first("SP"), b.first("EP")) or b.first("PG", "C7", "AR"),
        doi=b.first("DO", "DI", "DOI") or next((d for d in map(doi_of, b.every(*_DOI_ELSEWHERE)) if d), ""),
        keywords=keywords,
        index_terms=index_terms,
        kinds=[medium] if _is_kind(medium) else [_KINDS.get(kind.upper(), kind)],
        language=b.first("LA"),
        affiliations=_affiliations(b),
        publisher=b.first("PB"),
        citations=cited_in(notes),
        reference_count=found[1] if (found := _REFERENCES.search(notes)) else None,
        identifiers={
            "eid": eid[1] if eid else "",
            "wos": wos[0] if wos else "",
            "pmid": _pmid(b, databases, address),
            "pmcid": next((c for c in b.every("C2", "C5") if re.fullmatch(r"PMC\d+", c)), ""),
            "issn": issn,
            "isbn": number if not issn and _ISBN.search(number) else "",
        },
    )


def _names(b: Block, *tags: str) -> list[str]:
    """Return the names under tags in the order in which a record has these: some sources put the first author alone under A1."""
    placed = sorted((tag for tag in tags if tag in b.fields), key=list(b.fields).index)
    return list(dict.fromkeys(name for line in b.lines(*placed) for name in listed(line)))


def _is_kind(medium: str) -> bool:
    """Say whether a type of work (M3) is the type of a document: some sources have a DOI or a class there."""
    return bool(medium) and len(medium) <= 60 and not doi_of(medium) and not _CODED.search(medium)


def _affiliations(b: Block) -> list[str]:
    """Return addresses without the names before them; Embase has those of all authors under M1, and of one under AD."""
    every = [a for a in b.lines("M1") if _NAMED.match(a) and "," in _NAMED.sub("", a)]
    return [_NAMED.sub("", a) for a in every or b.lines("AD") or b.lines("C1") if not a.isdigit()]


def _pmid(b: Block, databases: str, address: str) -> str:
    """Return PubMed's number: PubMed's own records have it under AN, Embase's under C5, Scopus' under C2, Cochrane's under PM."""
    own = b.first("AN")
    if own.isdigit() and _of_pubmed(databases):
        return own
    if stated := re.fullmatch(r"PUBMED (\d{1,8})", b.first("PM")):
        return stated[1]
    also = b.first("C5" if "embase" in databases else "C2")
    if re.fullmatch(r"\d{5,8}", also) and ("embase" in databases or "scopus" in databases):
        return also
    return found[1] if (found := _PUBMED.search(address)) else ""


def _of_pubmed(databases: str) -> bool:
    return "embase" not in databases and bool(re.search(r"pubmed|medline|\bnlm\b", databases))


def _terms(b: Block, databases: str) -> tuple[list[str], list[str]]:
    """Return the authors' keywords and the database's terms.

    A heading among the lines parts them; Embase repeats the authors' own under C1. Stars and qualifiers of MeSH go.
    """
    out: tuple[list[str], list[str]] = ([], [])
    own = set(b.lines("C1")) if "embase" in databases else None
    into = 0
    for line in b.lines("KW", "K1"):
        if _INDEX.fullmatch(line) or _AUTHORS_OWN.fullmatch(line):
            into, own = int(bool(_INDEX.fullmatch(line))), None
        else:
            place = into if own is None else int(line not in own)
            out[place].extend(_term(term, databases) for term in listed(line))
    return out


def _term(text: str, databases: str) -> str:
    if _of_pubmed(databases):
        text = text.partition("/")[0]
    return text.lstrip("*")
