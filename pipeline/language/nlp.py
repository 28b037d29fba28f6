"""The spaCy pipeline of this literature: tokens, sentences and named entities, offline.

In: a sentence or a block's flat text. Out: a Doc, and its mentions. ``load()`` is the shipped pipeline: a blank English with our own
tokenizer and sentence rules and an entity recogniser trained from ``annotations/ner`` (``make ner``); rules stand beside the model,
and decide wherever they are sure. Method: own rules; spaCy's transition-based recogniser over a small convolutional encoder.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language import tokenizer as _tokenizer
from pipeline.language.entities import LABELS, Mention, rule_mentions, without_overlap
from pipeline.language.letters import fold
from pipeline.language.sentences import boundaries

__all__ = ["LABELS", "MODEL", "Mention", "blank", "load", "mentions"]

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


def mentions(doc: Doc, levels: str = "") -> list[Mention]:
    """Return the mentions of a Doc in order, none within another; places are characters of ``doc.text``.

    ``levels`` is that of the FlatText the Doc was made of: with it, oxygen is not taken for the O2 phase.
    """
    ruled = rule_mentions(doc.text, levels)
    taken = [(m.start, m.end) for m in ruled]
    learned = [
        (e.label_, e.start_char, e.end_char)
        for e in doc.ents
        if e.label_ in _LEARNED and not any(e.start_char < b and a < e.end_char for a, b in taken)
    ]
    kept = [
        Mention(label, a, b, doc.text[a:b], "ner") for label, a, b in without_overlap(learned) if _sound(label, doc.text[a:b])
    ]
    return sorted([*ruled, *kept], key=lambda m: m.start)


_LEARNED = frozenset({"MATERIAL", "DESIGNATION", "PHASE", "CELL", "METHOD"})
"""What the model may add to the rules. Quantities have a printed unit: where no rule sees one, there is none."""


def _sound(label: str, text: str) -> bool:
    """Whether a span that the model found can be what it says it is."""
    folded = fold(text).strip()
    if label == "DESIGNATION":
        return any(c.isupper() or c == "=" for c in folded) and len(folded) < 40
    return len(folded) > 1


@Language.component("intergrowth_sentences")
def _sentences(doc: Doc) -> Doc:
    """Mark where sentences start."""
    starts = {a for a, _ in boundaries(doc.text)}
    for token in doc:
        token.is_sent_start = token.idx in starts
    return doc
