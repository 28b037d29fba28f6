"""The words by which captions, section headings and front matter are known.

In: nothing; out: compiled patterns, built from readable lists. Method: own, from the conventions of RSC, ACS, Wiley, Elsevier,
Springer Nature, MDPI, Frontiers, IOP and APS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LABELS = (r"Fig(?:ure|\.)?", r"FIG(?:URE|\.)?", "Scheme", "SCHEME", "Chart", "CHART", "Table", "TABLE", r"Tab\.", "Plate", "Box")
_BEFORE_LABELS = ("Supplementary", "Extended Data", "Supporting")

_REFERENCE_HEADINGS = (
    r"references?(?: and (?:notes|footnotes))?",
    "notes and references",
    "references? cited",
    "literature cited",
    "bibliography",
    "literature",
    "works cited",
)
_SECTION_HEADINGS = (
    "introduction",
    r"experimental(?: section| methods| details| procedures?)?",
    "materials? and methods",
    "methods?",
    r"results(?: and discussions?)?",
    "discussion",
    r"conclusions?(?: and (?:outlook|perspectives?|prospects?))?",
    r"summary(?: and .*)?",
    "outlook",
    "acknowledge?ments?",
    "conflicts? of interests?",
    "declaration of competing interests?",
    "competing interests",
    "author contributions?",
    "credit author.*",
    r"data availability(?: statement)?",
    "associated content",
    "author information",
    "supporting information",
    r"supplementary (?:materials?|information|data)",
    "funding",
    "keywords?",
    "appendix.*",
    r"biograph(?:y|ies)",
    "nomenclature",
    "abbreviations",
)
_AFTER_REFERENCES = (
    "acknowledge?ments?",
    "conflicts? of interests?",
    "author contributions?",
    "data availability",
    "supporting information",
    "how to cite",
    "biograph",
    "appendix",
    "publisher.?s note",
    "supplementary",
    "declaration",
    "copyright",
    "open access",
    "manuscript received",
    "additional information",
    "competing interests",
    "correspondence and",
)
_FRONT_MATTER = (
    "universit", r"departments?\b", "institut", "laborator", "school of", "college", "academy", "faculty", "e-?mail",
    r"@\s?[\w-]+\.[a-z]", "received", "accepted", "published", "correspondence", r"corresponding authors?", r"\bdoi\b",
    "licen[sc]e", "copyright", "©", "edited by", "reviewed by", "citation:", "cite this", "specialty section", "orcid",
    "supporting information", "electronic supplementary", "these authors", "contributed equally",
    r"available (?:online|free)", "http",
)  # fmt: skip
_CAPTION_VERBS = (
    "shows?", "displays?", "presents?", "illustrates?", "depicts?", "compares?", r"summari[sz]es?", "lists?", "gives?",
    "reveals?", "and", "is", "are", "was", "in", "of",
)  # fmt: skip


def _either(words: Sequence[str]) -> str:
    return "(?:" + "|".join(words) + ")"


CAPTION = re.compile(
    rf"^(?P<label>(?:{_either(_BEFORE_LABELS)}\s+)?{_either(_LABELS)}\s*\.?\s*(?:S|ES)?(?:\d{{1,3}}|[IVX]{{1,5}})[a-z]?)"
    r"(?P<after>\s*[.:|–—]|\s*\(|\s|$)(?P<rest>.*)$",
    re.DOTALL,
)
"""A caption's label, what follows it, and the rest."""
CAPTION_VERB = re.compile(rf"(?i){_either(_CAPTION_VERBS)}\b")
"""What follows the label in a sentence about a figure."""
REFERENCES = re.compile(rf"(?i)^\W*(\d+\.?\s*)?{_either(_REFERENCE_HEADINGS)}\W*$")
"""The heading of a reference list."""
SECTION = re.compile(rf"(?i)^\W*((\d+|[IVX]+)(\.\d+)*\.?\s+)?{_either(_SECTION_HEADINGS)}\W*$")
"""The usual headings of a paper."""
SUBSECTION = re.compile(r"^\d{1,2}(\.\d{1,2}){1,3}\.?\s+[A-Z][a-zA-Z]+(?:\s+[(a-zA-Z][\w/–-]*\)?){0,9}$")
"""A numbered heading of lower rank: words alone behind a number of two or more parts."""
AFTER_REFERENCES = re.compile(rf"(?i)^\W*{_either(_AFTER_REFERENCES)}")
"""What may follow a reference list."""
FRONT_MATTER = re.compile(rf"(?i){_either(_FRONT_MATTER)}")
"""Words of affiliations, dates, licences and the like."""
ABSTRACT = re.compile(r"(?i)^\W*a\s?b\s?s\s?t\s?r\s?a\s?c\s?t\b\W*|^summary\W*$")
"""An abstract's label."""
