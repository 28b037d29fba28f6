"""Web of Science, tagged (.txt, .ciw, .isi) and tab-delimited.

In: text; out: `Parsed` records and `Remark`s, of the Core Collection or of another database of the platform (MEDLINE, Inspec,
Zoological Record, …). A record stands between PT and ER, the file between FN and EF; a lost EF says that the file may be cut
off. Cited references that lost their tag, and so stand in another field, are left out of it with a remark. Method: own, after
the field tags of Web of Science.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.trends.exports.clean import authors_of, listed, publication, span
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher
from pipeline.trends.model import Publication

SHAPE = Shape(
    matcher(r"\ufeff?([A-Z][A-Z0-9])(?: (.*)|[ \t]*)$"),
    begin="PT",
    end="ER",
    heads=frozenset({"FN", "VR", "EF"}),
    indented=True,
    opens_anywhere=True,
)

_CITED = re.compile(r"[^,]{2,60}, (?:1[5-9]|20)\d\d, .*?(?:, [VP]\w?\d|, DOI |$)")
_ADDRESS = re.compile(r"^\s*\[[^\]]*\]\s*")
_BRACKETED = re.compile(r";\s*(?=\[)")
_HEADING_END = re.compile(r"\.\s+(?=[A-Z*\d])|\.\s*$")  # between MeSH terms
_PUBLICATION_TYPES = {"B": "Book", "P": "Patent"}  # the others say what it is part of, not what it is


def tagged(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of a tagged export."""
    for block in blocks(text, SHAPE):
        if isinstance(block, Remark):
            yield block
            continue
        if block.fault:
            yield Parsed(block.line, fault=block.fault)
            continue
        addresses = block.lines("C1")
        kept = [a for a in addresses if a.startswith("[") or not _CITED.match(a)]
        if len(kept) < len(addresses):
            yield Remark(
                block.line, f"{len(addresses) - len(kept)} cited references stand among the addresses (C1) and were left out"
            )
        if block.stray:
            yield Remark(block.stray, "a line that is neither a field nor indented was passed over")
        yield Parsed(block.line, _publication(_fields(block), block.lines("AF") or block.lines("AU"), kept))
    if not re.search(r"^EF\s*$", text[-2000:], re.MULTILINE):
        yield Remark(
            text.rstrip().count("\n") + 1,
            "has no end mark (EF): the export may have been cut off, and records be missing after it",
        )


def row(cells: Mapping[str, str]) -> Publication:
    """Return the publication in a row of a tab-delimited export, tag → cell."""
    addresses = cells.get("C1", "")
    places = _BRACKETED.split(addresses) if "[" in addresses else listed(addresses)
    return _publication(cells, listed(cells.get("AF") or cells.get("AU") or ""), places)


def _fields(block: Block) -> dict[str, str]:
    return {tag: block.first(tag) for tag in block.fields}


def _publication(f: Mapping[str, str], authors: list[str], addresses: list[str]) -> Publication:
    def get(tag: str) -> str:
        return f.get(tag) or ""

    places = [_ADDRESS.sub("", a) for a in addresses] or [p.rpartition(")")[2].strip(" ,") for p in listed(get("RP"))]
    early = get("EA") or get("EY")
    year = get("PY") or early
    database, _, number = (get("UT") or get("UI")).rpartition(":")
    return publication(
        title=get("TI"),
        abstract=get("AB"),
        year=year,
        date=f"{get('PD').partition('(')[0]} {year}" if get("PY") else early,
        authors=authors_of(authors),
        journal=get("SO"),
        volume=get("VL"),
        issue=get("IS"),
        pages=span(get("BP"), get("EP")) or get("AR") or get("PS"),
        doi=get("DI"),
        keywords=listed(get("DE")),
        index_terms=[*listed(get("ID")), *_mesh(get("MH"))],
        kinds=listed(get("DT")) or listed(_PUBLICATION_TYPES.get(get("PT").strip(), "")),
        language=get("LA"),
        affiliations=places,
        publisher=get("PU"),
        citations=get("TC") or get("Z9") or None,
        reference_count=get("NR") or None,
        identifiers={
            "wos": number if database in {"", "WOS", "ISI"} else "",
            "pmid": get("PM") or (number if database == "MEDLINE" else ""),
            "issn": get("SN") or get("EI"),
            "isbn": get("BN"),
        },
    )


def _mesh(text: str) -> list[str]:
    """Return MeSH terms, which full stops part, without stars and qualifiers."""
    return [term.lstrip("*").partition(" / ")[0] for term in _HEADING_END.split(text)]
