"""Where sentences end in the literature on batteries.

In: a FlatText, or any text without markup. Out: Sentences with their places in the flat text and in the block. A stop ends a
sentence unless it belongs to a number, a formula, an initial, an abbreviation (``abbreviations.tsv``) or a label; a citation
behind the stop (``lattice.93 This``) stays with the sentence before it. Method: own rules; no model.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from pipeline.language.flat import FlatText
from pipeline.language.letters import fold


def sentences(flat: FlatText) -> list[Sentence]:
    """Return the sentences of a block in order; every character but the blanks between belongs to one."""
    return [Sentence(flat.text[a:b], a, b, flat.span(a, b)) for a, b in boundaries(flat.text)]


def boundaries(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of ``text``."""
    folded = fold(text)
    out: list[tuple[int, int]] = []
    start = 0
    for end in [*_ends(folded), len(folded)]:
        a, b = start, end
        while a < b and folded[a].isspace():
            a += 1
        while b > a and folded[b - 1].isspace():
            b -= 1
        if a < b:
            out.append((a, b))
        start = end
    return out


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``text`` is ``flat.text[start:end]``; ``doc_span`` is its place in the block's own text (with markup)."""

    text: str
    start: int
    end: int
    doc_span: tuple[int, int]


def _abbreviations() -> dict[str, str]:
    lines = files(__package__).joinpath("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.reader((x for x in lines if not x.startswith("#")), delimiter="\t")
    return {word: kind for kind, word, _ in rows}


_ABBREVIATIONS = _abbreviations()

_STARTERS = frozenset(
    """
    A About According Accordingly Additionally After Afterwards All Also Although Among An And Another Apart As At Based
    Because Before Benefiting Besides Beyond Both But By Clearly Compared Consequently Conversely Correspondingly
    Despite Due During Each Earlier Electrochemical Eventually Even Ex Finally First Firstly Following For From Further
    Furthermore Given Hence Here Herein How However I If Importantly Impressively In Indeed Initially Instead
    Interestingly It Its Kinetically Later Likewise Many Meanwhile More Moreover Most Nevertheless Next No Nonetheless
    Notably Note Of On Once One Only Other Our Overall Owing Particularly Previous Previously Recent Recently Regarding
    Remarkably Results Second Secondly Several Similar Similarly Simultaneously Since So Some Specifically Subsequently
    Such Surprisingly Taken Than That The Their Then There Thereby Therefore These They This Those Though Through Thus
    To Together Two Typically Under Unfortunately Unlike Until Upon Using Various Very We Well What When Whereas Whether
    Which While With Within Without
    """.split()  # noqa: SIM905
)
"""Words that begin sentences and hardly ever follow an abbreviation inside one."""

_MARKS = r"(?:\[[\d\s,;-]{1,40}\]|\d{1,3}[a-z]?(?:\s?[,-]\s?\d{1,3}[a-z]?)*)"
_STOP = re.compile(
    rf"(?P<stop>[.?!]+[;.]?)(?P<close>[\"')\]]*)(?P<marks>{_MARKS})?(?P<close2>[\"')\]]*)(?P<blank>\s+)"
    rf"(?=(?P<next>[\"'(\[]*(?:[A-Z\u0370-\u03ff\u25a1\d]|[a-z][-)\].]|[ivx]+\)|[a-z]{{1,2}}[A-Z]|in situ|ex situ|operando)))"
)
_GLUED = re.compile(r"(?<=[a-z]{3}|[a-z]\d\)|[a-z]{2}\)|..%)\.(?=(?P<word>[A-Z][a-z]*)[ ,])")
_LABEL = re.compile(
    r"\s*(?:(?:Supplementary |Extended Data )?(?:Fig(?:ure|s)?|Table|Scheme|Chart|Box)\.?\s+)?[A-Z]?\d+(?:\.\d+)*[a-z]?\s*$", re.I
)
_INITIAL = re.compile(r"(?:^|[\s(\[.-])[A-Z]$")
_MEASURED = re.compile(r"[\d)%]\s?[CVKAgh]$")


def _ends(text: str) -> Iterator[int]:
    """Yield the places behind the stop (and its closing marks) of every sentence but the last."""
    found = [(m.start(), m.end("close2"), m) for m in _STOP.finditer(text)]
    glued = [(m.start(), m.end(), m) for m in _GLUED.finditer(text) if m["word"] in _STARTERS and len(m["word"]) > 1]
    last = 0
    for _, end, match in sorted([*found, *glued], key=lambda f: f[:2]):
        if match.re is _GLUED or _is_end(text, match, last):
            yield end
            last = end


def _is_end(text: str, match: re.Match[str], last: int) -> bool:
    before, after = text[max(last, match.start() - 40) : match.start()], text[match.end() : match.end() + 30]
    starter = _word(after) in _STARTERS
    if match["marks"] and not _is_mark(before, match["marks"], after, starter):
        return False
    if match.start() - last < 32 and "." in match["stop"] and _LABEL.fullmatch(text, last, match.start()):
        return False  # "Figure 2." and "2.1." are names of what follows
    if re.match(r"[a-z](?![)\].-]|[A-Z])", after) and not after.startswith(("in situ", "ex situ", "operando")):
        return False
    if re.match(r"[a-z]\.(?:[a-z]\.)?", after) or re.match(r"[a-z]-(?!type|axis|ray|value|spac|Na|Al|Fe|Mn)", after):
        return False
    if match["stop"][0] in "?!":
        return True
    if match["close"][:1] in {")", "]"}:
        return not _kept_open(before, after)
    if len(match["stop"]) > 2:
        return starter
    return not _belongs_to_word(before, after, starter)


def _is_mark(before: str, mark: str, after: str, starter: bool) -> bool:
    """Whether digits glued to a stop are a citation (``lattice.93 This``) and no decimals (``92.5 The``)."""
    if mark.startswith("["):
        return True
    if not re.search(r"[A-Za-z)\]%\"'+]$", before):
        return bool(starter and re.search(r"[A-Z][a-z]?\)?\d$", before) and not re.search(r"\s[A-Z]\d$", before))
    if re.search(r"(?:^|\s)(?:[Ff]igs?|[Nn]os?|[Rr]efs?|[Ee]qs?|ca|vs|pp?|[Vv]ol|Table)$", before):
        return False
    return not after[:1].isdigit() or "," in mark or "-" in mark


def _belongs_to_word(before: str, after: str, starter: bool) -> bool:
    """Whether the stop behind ``before`` is part of its last word."""
    word_match = re.search(r"[^\s(\[/,;:\"]+$", before)
    if word_match is None:
        return False
    word = word_match[0]
    kind = _ABBREVIATIONS.get(word) or _ABBREVIATIONS.get(word[:1].upper() + word[1:]) or _ABBREVIATIONS.get(word.lower())
    if word == "al" and not re.search(r"\bet\.?\s+al$", before):
        kind = None
    if word in {"Co", "CO"} and re.search(r"(?:\band|,|/)\s*Co$", before) and not after.startswith(("Ltd", "Inc", "KG")):
        kind = None
    if word.lower() in {"at", "mol", "wt", "vol", "max", "min", "no", "co", "ca"} and word not in {"No", "Co"}:
        kind = kind if re.match(r"%|\d", after) or word == "ca" else "rarely"
    if word in {"min", "h", "hr"} and re.search(r"\d\s?(?:min|hr?)$", before):
        return False
    if kind == "never":
        return True
    if kind == "before-number":
        return re.match(r"[(\[]?[A-Z]?\d", after) is not None
    if kind == "rarely":
        return not starter
    if _INITIAL.search(before) and not _MEASURED.search(before):
        single = re.search(r"(?:^|\s)(?:[a-z]{2,}|[-=~<>])\s[A-Z]$", before)  # "structure A. Next", "space group C. "
        named = re.match(r"(?:[A-Z]\.|[A-Z][a-z]+)", after) is not None
        return named and not starter and not (single and not re.match(r"[A-Z]\.|[A-Z][a-z]+(?:,| and| et)", after))
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
        return not starter
    return False


def _kept_open(before: str, after: str) -> bool:
    """Whether a stop before a closing bracket is an abbreviation's: ``(Sigma-Aldrich Co.) The`` ends nothing by itself."""
    word = re.search(r"[^\s(\[]+$", before)
    return word is not None and _ABBREVIATIONS.get(word[0]) is not None and _word(after) not in _STARTERS


def _word(text: str) -> str:
    found = re.match(r"[\"'(\[]*([A-Z][a-z]*)(?![\w-])", text)
    return found[1] if found else ""
