"""MEDLINE and PubMed's .nbib, and ERIC's.

In: text; out: `Parsed` records and `Remark`s. A record begins with PMID, in files that have none (ERIC's) with its owner.
PubMed ends each with SO: where the others have it and the last has not, the file is cut off. Method: own, after the National
Library of Medicine's description of the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.trends.exports.clean import authors_of, doi_of, formulas_of, publication, pubmed_title
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher
from pipeline.trends.model import Publication

SHAPE = Shape(matcher(r"\ufeff?([A-Z]{2,4}) {0,3}- ?(.*)$"), begin="PMID", end=None, indented=True)

_NUMBERED = re.compile(r"^\ufeff?PMID {0,3}- ", re.MULTILINE)
_QUALIFIED = re.compile(r"\s*\[(?:doi|pii|bookaccession)\]$")


def records(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of a MEDLINE file."""
    held: Block | None = None
    sources = 0
    shape = SHAPE if _NUMBERED.search(text) else replace(SHAPE, begin="OWN")
    for block in blocks(text, shape):
        if isinstance(block, Remark):
            yield block
            continue
        if held is not None:
            sources += bool(held.first("SO"))
            yield from _parsed(held)
        held = block
    if held is not None:
        if sources and not held.first("SO"):
            held.fault = "has no source (SO), which ends every other record: the file is cut off"
        yield from _parsed(held)


def _parsed(block: Block) -> Iterator[Parsed | Remark]:
    if block.stray:
        yield Remark(block.stray, "a line that is neither a field nor indented was passed over")
    yield Parsed(block.line, fault=block.fault) if block.fault else Parsed(block.line, _publication(block))


def _publication(b: Block) -> Publication:
    full, short = b.every("FAU"), b.every("AU")
    dois = [_QUALIFIED.sub("", v) for v in b.every("LID", "AID") if v.rstrip().endswith("[doi]")]
    terms = [term.replace("*", "").partition("/")[0] for term in b.every("MH")]
    return publication(
        title=pubmed_title(b.first("TI", "BTI", "TT")),
        abstract=formulas_of(b.first("AB")),
        year=b.first("DP") or b.first("DEP", "CDAT"),
        date=b.first("DP") or b.first("DEP"),
        authors=authors_of((full if len(full) >= len(short) else short) or b.every("CN") or b.every("ED", "FED")),
        journal=b.first("JT", "TA", "BTI" if b.first("TI") else "CTI"),
        volume=b.first("VI"),
        issue=b.first("IP"),
        pages=b.first("PG"),
        doi=dois[0] if dois else next((d for d in map(doi_of, b.every("AID", "LID")) if d), ""),
        keywords=[term.replace("*", "") for term in b.every("OT")],
        index_terms=terms,
        kinds=b.every("PT"),
        language=b.first("LA"),
        affiliations=b.every("AD"),
        publisher=b.first("PB"),
        identifiers={
            "pmid": b.first("PMID"),
            "pmcid": b.first("PMC"),
            "issn": b.first("IS").partition(" ")[0],
            "isbn": b.first("ISBN").partition(" ")[0],
        },
    )
