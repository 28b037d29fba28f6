"""The spaCy pipeline of this literature: tokens, sentences and named entities, offline.

In: a sentence or a block's flat text. Out: a Doc, and its mentions. ``load()`` is the shipped pipeline: a blank English with our
own tokenizer and sentence rules and an entity recogniser trained from ``annotations/ner`` (``make ner``); rules stand beside the
model, and decide wherever they are sure. Method: own rules; spaCy's transition-based recogniser over a small encoder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import tokenizer as _tokenizer
from pipeline.language.compositions import compositions
from pipeline.language.entities import LABELS, Mention, rule_mentions, without_overlap
from pipeline.language.letters import fold
from pipeline.language.phase_names import PHASE
from pipeline.language.samples import may_name
from pipeline.language.sentences import boundaries

__all__ = ["LABELS", "MODEL", "Mention", "annotate", "blank", "load", "mentions"]

MODEL = Path(__file__).with_name("model")


@lru_cache(maxsize=1)
def load() -> Language:
    """Return the shipped pipeline; without a trained model (a fresh training run) it has no recogniser, and rules stand alone."""
    return spacy.load(MODEL) if (MODEL / "meta.json").is_file() else blank()


def blank() -> Language:
    """Return the pipeline without a recogniser: our tokens and sentences."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": _tokenizer.NAME}}})
    nlp.add_pipe("intergrowth_sentences")
    return nlp


def annotate(texts: Sequence[str], levels: Sequence[str] = ()) -> list[list[Mention]]:
    """Return the mentions of each text, as ``mentions`` would, in a fraction of its time.

    The model reads only the texts in which a capital code stands that no rule has claimed. ``levels`` is empty or one for each.
    """
    scripts = levels or [""] * len(texts)
    out = [rule_mentions(text, script) for text, script in zip(texts, scripts, strict=True)]
    open_ones = [i for i, text in enumerate(texts) if _has_code(text, out[i])]
    for i, doc in zip(open_ones, load().pipe(texts[i] for i in open_ones), strict=True):
        out[i] = _with_names(doc, out[i])
    return out


def mentions(doc: Doc, levels: str = "") -> list[Mention]:
    """Return the mentions of a Doc in order, none within another; places are characters of ``doc.text``.

    ``levels`` is that of the FlatText the Doc was made of: with it, oxygen is not taken for the O2 phase.
    """
    return _with_names(doc, rule_mentions(doc.text, levels))


def _with_names(doc: Doc, ruled: list[Mention]) -> list[Mention]:
    """Return what rules found and the names of samples that the model found beside it."""
    learned = [("DESIGNATION", *place) for e in doc.ents if e.label_ in _NAMES and (place := _sample(doc, e.start, e.end))]
    free = [f for f in learned if not any(f[1] < m.end and m.start < f[2] for m in ruled)]
    kept = [Mention(label, a, b, doc.text[a:b], "ner") for label, a, b in without_overlap(free)]
    return sorted([*ruled, *kept], key=lambda m: m.start)


_NAMES = frozenset({"DESIGNATION", "MATERIAL"})
"""What the model adds to the rules: names of samples, also those it takes for materials (``Na0.9Li0.1``).

All else has a form that rules see: quantities have a unit, compositions elements and amounts, phases a letter and a digit.
"""


def _has_code(text: str, ruled: Sequence[Mention]) -> bool:
    """Whether a word that could name a sample stands outside the mentions that rules found."""
    covered = bytearray(len(text))
    for mention in ruled:
        covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return any(not covered[m.start()] for m in _CODE.finditer(text))


def _sample(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of a name that the model found in tokens ``start:end``, or None where it cannot be one."""
    span = doc[start:end]
    name = fold(span.text)
    before = fold(doc[max(0, start - 2) : start].text)
    if not may_name(name) or not span[0].text[0].isupper() or _LABELLED.search(before):
        return None
    if before.endswith("-") and not _PHASE_BEFORE.search(before):
        return None  # only the rest of a name
    if span.label_ == "MATERIAL" and not any(c.isdigit() for c in name):
        return None
    if re.search(r"\s[a-z]{2}", name):
        return None
    compound = next(compositions(name), None) == (0, len(name)) and "O" in name and not _HAS_NAME_LETTERS.search(name)
    return None if compound else (span.start_char, span.end_char)


_LABELLED = re.compile(r"\b(?:Figs?|Figures?|Tables?|Schemes?|Panels?|No|Nos)\.? ?$", re.I)
_PHASE_BEFORE = re.compile(rf"{PHASE} ?-$")
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z](?=[A-Za-z0-9.@/-]*[A-Z0-9])")
_HAS_NAME_LETTERS = re.compile(r"[NFMT](?![a-z0-9])")


@Language.component("intergrowth_sentences")
def _sentences(doc: Doc) -> Doc:
    """Mark where sentences start."""
    starts = {a for a, _ in boundaries(doc.text)}
    for token in doc:
        token.is_sent_start = token.idx in starts
    return doc
