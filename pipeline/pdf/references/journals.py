"""Title and journal: what stands between an entry's authors and its volume.

In: that text; out: title and journal as far as they are sure. Method: own – every cut after a stop is scored by how much the
right side looks like the name of a journal (the words of ``journal_words.tsv``) and the left side like the end of a sentence.
"""

from __future__ import annotations

import re

from pipeline.model import plain
from pipeline.pdf.references.journal_words import JOURNAL_WORDS, WHOLE_WORDS
from pipeline.pdf.references.names import NAMES

_CONNECTIVES = frozenset(re.findall(r"\S+", "of and the for in on & de der für fur und des et la du di e y – - to"))
JOURNAL_END = re.compile(r"(?:\d|\b[Vv]ol\.?\s*\d+)\s*,?\s*\($")


def title_and_journal(head: str, *, found_tail: bool) -> tuple[str | None, str | None]:
    """Divide what stands between authors and volume into title (None if not printed) and journal (None if not sure)."""
    head = re.sub(r",?\s*(?:[Vv]ol(?:ume)?\.?|no\.?)\s*$", "", head.strip(" ,;:")).strip(" ,;:")
    head = re.sub(r"^\.\s*", "", head)
    if not head:
        return None, None
    quoted = re.match(r"[“\"‘](?P<t>.{5,}?)[,.?!]?[”\"’][,.]?\s+(?P<j>.+)$", head)
    if quoted and _looks_like_journal(quoted["j"]):
        return quoted["t"].strip(" ,."), _journal_as_printed(quoted["j"])
    cuts = [0, *(m.end() for m in re.finditer(r"(?:[.?!,;:][”\"’)]?|[”\"])\s+(?=\S)", head))]
    ranked: list[tuple[float, int]] = []
    for cut in cuts:
        left, right = head[:cut].strip(), head[cut:].strip()
        if not _looks_like_journal(right):
            continue
        likeness = journal_likeness(right)
        if cut == 0:
            score = likeness + (0.3 if likeness >= 0.5 else 0.0)
        else:
            last = re.findall(r"[^\s]+", left)[-1]
            bare = re.sub(r"[^\w]", "", last).casefold()
            score = likeness
            if re.match(r"[a-z(]", last) or re.search(r"[\d?!}”\"]", last):
                score += 0.4 if last[-1] != "," else 0.35
            if last[0].isupper() and last[-1] in ".,:" and (len(bare) == 1 or (bare in JOURNAL_WORDS and "." in last)):
                score -= 0.2 if bare in WHOLE_WORDS else 0.7
            elif re.search(r"(?:^|[^.\s]\s)[^\W\d_-]{4,}\.$", left):
                score += 0.3 if last[0].isupper() else 0.0
        ranked.append((round(score, 3), cut))
    if not ranked:
        return (
            (head.strip(" .,") or None, None) if not found_tail and len(head.split()) >= 4 and head[-1:] != "," else (None, None)
        )
    best_score = max(score for score, _ in ranked)
    best = min(cut for score, cut in ranked if score == best_score)
    if best_score < 0.3:
        return None, None
    title = head[:best].strip(' ,;:“”"').rstrip(".") or None
    if title and NAMES[0][1].match(title):
        title = None
    return title, _journal_as_printed(head[best:])


def _journal_as_printed(text: str) -> str | None:
    journal = re.sub(r"^[Ii]n:?\s+", "", text.strip(" ,;:("))
    words = journal[:-1].split()
    # Vancouver prints "Adv Funct Mater." without inner stops: the last one ends the sentence. "Nano Lett." keeps its own.
    short = [w for w in words[:-1] if not w.isupper() or w == "J"]
    unmarked = len(words) == 1 or any(w.casefold() in JOURNAL_WORDS - WHOLE_WORDS for w in short)
    if unmarked and journal.endswith(".") and "." not in journal[:-1]:
        journal = journal[:-1]
    return journal or None


def _looks_like_journal(text: str) -> bool:
    words = [w for w in re.split(r"[\s/]+", plain(text)) if w]
    if text.count("(") != text.count(")"):
        return False
    if not 1 <= len(words) <= 12 or not re.search(r"[^\W\d_]{2}|^[A-Z]$", text):
        return False
    return all(
        w.strip(".,:;()[]").casefold() in _CONNECTIVES
        or w[0].isupper()
        or (w.strip(".,:;()").casefold() in JOURNAL_WORDS and w[0] in "eniz")
        or re.match(r"[(\d]", w) is not None
        for w in words
    ) and words[0].casefold() not in (_CONNECTIVES - {"the", "la", "der", "e"})


def journal_likeness(text: str) -> float:
    """Share of the words that names of journals are made of; an unknown abbreviation counts four fifths."""
    words = [w for w in re.findall(r"[^\W\d_]+\.?", plain(text)) if w.strip(".").casefold() not in _CONNECTIVES]
    known = 0.0
    for word in words:
        bare = word.strip(".").casefold()
        if bare in JOURNAL_WORDS or len(bare) == 1:
            known += 1.0
        elif word.endswith(".") and word[0].isupper() and len(bare) <= 12 and word is not words[-1]:
            known += 0.8
    return known / len(words) if words else 0.0
