"""Texts with marked mentions, in the forms that annotation tools write: our JSONL, doccano JSONL, spaCy DocBin.

In: the bytes of one file; out: `Marked` texts and, for every line or text that cannot be used, a `Problem`; the others are still
read. Places are characters (Unicode code points), the end not included. Method: own; the forms as their tools document them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipeline.audit.values import Marked, Problem, Span

Read = tuple[list[Marked], list[Problem]]


def read_jsonl(content: bytes, path: str, document: str, annotator: str) -> Read:
    """Read a JSONL file of texts: ours (``spans``) or doccano's (``label``, ``labels`` or ``entities``), line by line."""
    out: list[Marked] = []
    problems: list[Problem] = []
    for at, line in enumerate(decoded(content).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            out.append(_entry(json.loads(line), f"{document}:{at}", annotator, f"{path}:{at}"))
        except json.JSONDecodeError as error:
            problems.append(Problem(path, at, f"is no JSON: {error.msg} (column {error.colno})"))
        except (ValueError, TypeError, RecursionError) as error:
            problems.append(Problem(path, at, str(error)))
    return out, problems


def read_docbin(content: bytes, path: str, document: str, annotator: str) -> Read:
    """Read a spaCy DocBin: the entities of each Doc, or the spans of all its groups where it has no entities."""
    import spacy
    from spacy.tokens import DocBin

    try:
        docs = list(DocBin().from_bytes(content).get_docs(spacy.blank("en").vocab))
    except Exception as error:
        return [], [Problem(path, None, f"is no spaCy DocBin: {type(error).__name__}")]
    out: list[Marked] = []
    problems: list[Problem] = []
    for at, doc in enumerate(docs, start=1):
        found = list(doc.ents) or [s for group in doc.spans.values() for s in group]
        told = {k: v for k, v in doc.user_data.items() if isinstance(k, str)}
        spans = [(s.start_char, s.end_char, s.label_) for s in found]
        try:
            name = str(told.get("document") or f"{document}:{at}")
            out.append(Marked(doc.text, checked(doc.text, spans), name, str(told.get("annotator") or annotator), f"{path}:{at}"))
        except ValueError as error:
            problems.append(Problem(path, None, f"text {at}: {error}"))
    return out, problems


def checked(text: str, spans: Iterable[tuple[Any, Any, Any]]) -> tuple[Span, ...]:
    """Return spans in order, each once; raises ValueError for one that has no label or does not lie in the text."""
    out: set[Span] = set()
    for start, end, label in spans:
        if not isinstance(label, str) or not label.strip():
            raise ValueError(f"the mention at {start}–{end} has no label")
        for place in (start, end):
            if not isinstance(place, int) or isinstance(place, bool):
                raise ValueError(f"a place is no whole number: {place!r}")
        if not 0 <= start < end <= len(text):
            raise ValueError(f"the mention at {start}–{end} ({label}) does not lie in the text of {len(text)} characters")
        out.add(Span(start, end, label))
    return tuple(sorted(out))


def label_key(label: str) -> str:
    """Return a label in our writing: capitals, ``_`` for blanks and dashes."""
    return re.sub(r"[\s-]+", "_", label.strip()).upper()


def decoded(content: bytes) -> str:
    """Return UTF-8 text without a mark at its front; raises ValueError for other encodings."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 text (byte {error.start}): save it as UTF-8") from None


def _entry(entry: object, document: str, annotator: str, source: str) -> Marked:
    if not isinstance(entry, dict):
        raise ValueError("an object with a text and its mentions is expected")
    text = entry.get("text", entry.get("data"))
    if not isinstance(text, str):
        raise ValueError('there is no "text"')
    key = next((k for k in _SPANS if k in entry), None)
    if key is None:
        raise ValueError(f"there are no mentions: one of {', '.join(_SPANS)} is expected")
    if not isinstance(entry[key], list):
        raise ValueError(f'"{key}" is no list')
    who = entry.get("annotator") or entry.get("username") or annotator
    spans = [_SPANS[key](item) for item in entry[key]]
    return Marked(text, checked(text, spans), str(entry.get("document") or document), str(who), source)


def _triple(item: object) -> tuple[Any, Any, Any]:
    if isinstance(item, dict):
        return _object(item)
    if not isinstance(item, list) or len(item) != 3:
        raise ValueError(f"a mention is [start, end, label], not {json.dumps(item, ensure_ascii=False)[:60]}")
    return item[0], item[1], item[2]


def _object(item: object) -> tuple[Any, Any, Any]:
    if not isinstance(item, Mapping):
        raise ValueError("a mention is an object with start_offset, end_offset and label")
    return item.get("start_offset", item.get("start")), item.get("end_offset", item.get("end")), item.get("label")


_SPANS: Mapping[str, Callable[[object], tuple[Any, Any, Any]]] = {
    "spans": _triple,
    "entities": _triple,
    "label": _triple,
    "labels": _triple,
}
