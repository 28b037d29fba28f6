"""How publishers print year, volume and pages, together or at the end of an entry.

In: nothing; out: compiled patterns with the groups ``year``, ``suffix``, ``volume`` and ``pages``. Method: own, from the
styles of RSC, ACS, Wiley, Elsevier, Springer Nature, MDPI, IEEE, APS, Vancouver, Chicago, MLA and GB/T 7714.
"""

from __future__ import annotations

import re

DASH = r"[-‐‑‒–—−]"
YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
YEAR_ALONE = rf"(?<![\d.:/–—−-]){YEAR}(?![\d:/])"
_VOLUME_NUMBER = r"(?:[A-Z]{1,2}-?)?\d{1,4}[A-Z]?(?:\s?[-–/]\s?\d{1,4})?"
_ISSUE = r"(?:\s*\(\s*[^()]{1,16}\))?"
_PAGE = r"(?:[A-Za-z]{1,6}[.-]?\s?)?\d[\dA-Za-z.]*\d[A-Za-z]?|(?:[A-Za-z]{1,4}\s?)?\d[A-Za-z]?"
PAGES = rf"(?:pp?\.?\s*|pages?\s+|[Aa]rt(?:icle)?\.?\s*(?:[Nn]o\.?\s*)?)?(?P<pages>(?:{_PAGE})(?:\s*{DASH}+\s*(?:{_PAGE}))?)"
MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?(?:\s*\d{1,2})?\s*,?\s*)"
_Y = rf"(?P<year>{YEAR_ALONE})(?P<suffix>[a-z])?"
VOLUME = rf"(?P<volume>{_VOLUME_NUMBER})"
_END = r"(?![\dA-Za-z]|\.\d)"

# How publishers print year, volume and pages together; of shapes that begin at the same place the first wins.
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        # vol. 148, no. 11, pp. 1225–1229, Nov. 2001 (IEEE); vol. 148, no. 11, 2001, pp. 1225–1229 (MLA)
        (
            "ieee",
            rf"\b[Vv]ol(?:ume)?\.?\s*{VOLUME}(?:\s*,\s*(?:[Nn]o|iss|[Ii]ssue|[Nn]um)\.?\s*[\w–-]+)?\s*,\s*(?:[Aa]rt\.?\s*)?{PAGES}"
            rf"\s*,\s*{MONTH}?{_Y}",
        ),
        ("mla", rf"\b[Vv]ol(?:ume)?\.?\s*{VOLUME}(?:\s*,\s*[Nn]o\.?\s*[\w–-]+)?\s*,\s*{MONTH}?{_Y}\s*,\s*{PAGES}{_END}"),
        # 148, A1225 (2001) (Nature, Science, APS, AIP, ECS, Springer)
        ("year last", rf"(?<![\w.]){VOLUME}{_ISSUE}\s*[,:]\s*{PAGES}\s*,?\s*\(\s*{MONTH}?{_Y}\s*\)"),
        # 148 (11) (2001) 1–9 (Elsevier); 148, no. 11 (2001): 1225 (Chicago)
        (
            "year middle",
            rf"(?<![\w.]){VOLUME}{_ISSUE}(?:,\s*no\.?\s*\d+)?\s*,?\s*\(\s*{MONTH}?{_Y}\s*\)\s*[,:]?\s*{PAGES}{_END}",
        ),
        # 2001;148(11):1225–1229 (Vancouver, AMA)
        ("vancouver", rf"{_Y}(?:\s+{MONTH})?\s*;\s*{VOLUME}{_ISSUE}\s*[:,]\s*{PAGES}{_END}"),
        # 2001, 148 (11), 1225 (RSC, ACS, Wiley, MDPI, GB/T 7714); 2001, vol. 148, p. 1225
        ("year first", rf"{_Y}\s*,\s*(?:[Vv]ol\.?\s*)?{VOLUME}{_ISSUE}\s*[,:]\s*{PAGES}{_END}"),
        # 148(11):1225–1229, 2001 (BibTeX plain)
        ("year trailing", rf"(?<![\w.]){VOLUME}{_ISSUE}\s*[:,]\s*{PAGES}\s*,\s*{MONTH}?{_Y}(?=\s*[.;]?\s*$)"),
        # 2001:100139 (Vancouver, article number only)
        ("vancouver, no volume", rf"(?<![\d.:/–—−-])(?P<year>{YEAR})(?P<suffix>[a-z])?\s*:\s*{PAGES}(?=\s*[.;,]?\s*$)"),
        # J. Name (2001) 1–9 (no volume)
        ("year middle, no volume", rf"\(\s*{_Y}\s*\)\s*,?\s*{PAGES}(?=\s*[.;,]?\s*$)"),
        # 2001, 1225–1229 (RSC without a volume); 2022, 23 with a DOI for a page
        ("year first, one number", rf"{_Y}\s*[,;]\s*{PAGES}(?=\s*[.;,]|\s*$)"),
    )
)
TAIL_VOLUME_PAGES = re.compile(rf"(?<![\w.]){VOLUME}{_ISSUE}\s*[,:]\s*{PAGES}(?=\s*[.;,]?\s*$)")
TAIL_SPACED = re.compile(rf"(?<![\w.]){VOLUME}{_ISSUE}\s+{PAGES}(?=\s*[.;,]?\s*$)")
TAIL_VOLUME = re.compile(rf"(?<![\w.,])\s{VOLUME}{_ISSUE}(?=\s*[.;,]?\s*$)")
