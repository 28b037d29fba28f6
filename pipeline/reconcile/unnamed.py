"""Sentences that give a retention of a cited work whose material the running text does not name.

In: `pipeline.model.Document` and its rows of materials; out: claims that hold a sentence each. "The calcium-pillared electrode
kept 91.2% after 300 cycles at 2C [47]" names no composition, so no fact is read of it; a paragraph that cites one work only is
about that work, and where one row of the tables cites it too, about that row's material. Such a sentence confirms by what it
prints, and contradicts nothing; one on controls, a formula or several percentages says nothing. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.cells import MaterialRow
from pipeline.materials.passages import passages
from pipeline.model import BlockKind, Document, Evidence, Fact, Subject, plain
from pipeline.reconcile.values import Claim
from pipeline.reconcile.wording import improved

_PERCENT = re.compile(r"\d(?:\.\d+)?\s*(?:%|percent\b|per cent\b)")
_CYCLES = re.compile(r"\bcycles?\b")
_FORMULA = re.compile(r"\bNa(?:_\{|\d|[A-Z])")
_NOT_IT = re.compile(
    r"\b(?:without|bare|pristine|un[a-z]+ed|parent|control|counterparts?|free|whereas|while|efficienc\w+|voltage|energy|density)\b",
    re.IGNORECASE,
)
_CONFIDENCE = 0.7


def unnamed(document: Document, rows: Sequence[MaterialRow], told: Iterable[Fact]) -> tuple[Claim, ...]:
    """Return a claim of property ``sentence`` for each, its subject known by the reference number alone."""
    listed = Counter(r.reference for r in rows if r.reference is not None and not r.own_work)
    read = {f.evidence.text for f in told if f.property != "rate_definition"}
    out: list[Claim] = []
    for passage in passages(document):
        block = passage.block
        numbers = {n for c in block.citations for n in c.numbers}
        number = next(iter(numbers)) if len(numbers) == 1 else None
        if block.kind is not BlockKind.PARAGRAPH or number is None or listed[number] != 1:
            continue
        for start, end in passage.sentences:
            first, last = passage.flat.origin[start], passage.flat.origin[min(end, len(passage.flat.origin)) - 1] + 1
            text = block.text[first:last].strip()
            flat = plain(text)
            percentages = len(_PERCENT.findall(flat))
            raised = percentages == 2 and sum(1 for _ in improved(flat)) == 1
            fits = (percentages == 1 or raised) and _CYCLES.search(flat) and not _NOT_IT.search(flat)
            if not fits or _FORMULA.search(text) or text in read:
                continue
            boxes = tuple(r.box for r in block.regions(first, last) if r.page == block.page)
            evidence = Evidence(document.name, block.page, boxes, text, "sentence/1", "carried-over", _CONFIDENCE)
            out.append(Claim(Fact("sentence", Subject(None, None, "cited", number), evidence, {})))
    return tuple(out)
