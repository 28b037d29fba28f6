"""Atom XML as arXiv's API answers.

In: text; out: `Parsed` records and `Remark`s, one an entry. An entry describes the preprint: its year is that of the first
version, its DOI the one that arXiv registers for each of its papers, whatever DOI a journal gave to the article; so it meets the
records that other sources have of the preprint, not those of the article. Method: own, after arXiv's manual of its API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pipeline.trends.exports.clean import authors_of, publication
from pipeline.trends.exports.markup import all_in, elements, text_in
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

MARK = re.compile(r"<(?:\w+:)?feed\b[^>]*www\.w3\.org/2005/Atom[^>]*>.*?arxiv\.org", re.DOTALL | re.IGNORECASE)
"""What an answer of arXiv begins with."""

_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*:(?=[A-Za-z])")
_NAMESPACE = re.compile(r"(?<=\s)xmlns(?::[\w.-]+)?=(?:\"[^\"]*\"|'[^']*')")
_NUMBER = re.compile(r"arxiv\.org/(?:abs|pdf)/(?P<number>[\w.-]+(?:/\d+)?|\d{4}\.\d{4,5})(?:v\d+)?/?$", re.IGNORECASE)
_OLDEST = re.compile(r"v\d+$")
_DOI = "10.48550/arXiv."


def records(text: str) -> Iterator[Parsed | Remark]:
    """Yield the entries of an answer of arXiv's API."""
    bare = _PREFIX.sub(r"\1", text)
    for item in elements(_NAMESPACE.sub("", bare), "entry", _from_entry):
        if isinstance(item, Parsed) and item.publication is not None and item.publication.title == "Error":
            yield Parsed(item.line, fault=f"is arXiv's message of an error: {item.publication.abstract or 'no reason given'}")
        else:
            yield item
    if not re.search(r"</feed>\s*$", bare):
        yield Remark(None, "the feed has no end: the file is cut off, and entries may be missing after it")


def _from_entry(e: Element) -> Publication:
    number = _number(text_in(e, "id"))
    terms = [c.get("term", "") for c in e.findall("category")]
    return publication(
        title=text_in(e, "title"),
        abstract=text_in(e, "summary"),
        year=text_in(e, "published")[:4],
        date=text_in(e, "published")[:10],
        authors=authors_of(all_in(e, "author/name")),
        journal="arXiv",
        doi=f"{_DOI}{number}" if number else "",
        index_terms=dict.fromkeys(terms),
        kinds=["preprint"],
        affiliations=dict.fromkeys(all_in(e, "author/affiliation")),
        publisher="arXiv",
    )


def _number(address: str) -> str:
    """Return arXiv's number of a paper without its version: ``2301.01234``, ``cond-mat/0301001``."""
    found = _NUMBER.search(address)
    return _OLDEST.sub("", found["number"]) if found else ""
