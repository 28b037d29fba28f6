"""Mentions in Label Studio's JSON: tasks with a text and, for each annotator, the labelled regions of it.

In: the parsed JSON of an export (full or ``JSON-MIN``), or `Marked` texts; out: `Marked` texts with a `Problem` for each region
or task that cannot be used, or tasks to import. A region says its own text: where its places do not lead there, they are
counted as a browser counts (UTF-16), and what does not fit in either way is a problem. Method: own; the form as documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.audit.spans import Read, checked
from pipeline.audit.values import Marked, Problem, Span


def is_tasks(data: object) -> bool:
    """Tell whether a JSON value has the form of an export."""
    return isinstance(data, list) and all(isinstance(t, dict) and ("data" in t or "text" in t) for t in data)


def read_tasks(tasks: Iterable[Mapping[str, Any]], path: str, document: str, annotator: str) -> Read:
    """Read the tasks of an export; a cancelled annotation and a prediction are no annotations."""
    out: list[Marked] = []
    problems: list[Problem] = []
    for at, task in enumerate(tasks, start=1):
        where = f"task {at}" + (f" (id {task['id']})" if task.get("id") is not None else "")
        text = _text(task)
        if text is None:
            problems.append(Problem(path, None, f"{where}: no text was found in its data"))
            continue
        data = task.get("data") if isinstance(task.get("data"), dict) else task
        name = str((data or {}).get("document") or f"{document}:{at}")
        for who, regions in _annotations(task, annotator):
            spans: list[Span] = []
            for region in regions:
                try:
                    spans += _spans(region, text)
                except ValueError as error:
                    problems.append(Problem(path, None, f"{where}: {error}"))
            out.append(Marked(text, tuple(sorted(set(spans))), name, who, f"{path}, {where}"))
    return out, problems


def write_tasks(marked: Iterable[Marked]) -> list[dict[str, Any]]:
    """Return texts as tasks to import: one task for each text of a document, with an annotation for each annotator."""
    tasks: dict[tuple[str, str], dict[str, Any]] = {}
    for one in marked:
        number = len(tasks) + 1
        key = (one.document, one.text)
        task = tasks.setdefault(key, {"id": number, "data": {"text": one.text, "document": one.document}, "annotations": []})
        regions = [
            {
                "id": f"{task['id']}-{len(task['annotations']) + 1}-{i}",
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": {"start": s.start, "end": s.end, "text": one.text[s.start : s.end], "labels": [s.label]},
            }
            for i, s in enumerate(one.spans, start=1)
        ]
        annotation: dict[str, Any] = {"result": regions, "was_cancelled": False}
        if one.annotator:
            annotation["completed_by"] = {"email": one.annotator}
        task["annotations"].append(annotation)
    return list(tasks.values())


def _text(task: Mapping[str, Any]) -> str | None:
    """Return the text of a task: ``text``, else the only text of its data."""
    data = task.get("data", task)
    if isinstance(data, str):
        return data
    if not isinstance(data, Mapping):
        return None
    if isinstance(data.get("text"), str):
        return str(data["text"])
    texts = [v for k, v in data.items() if isinstance(v, str) and k != "document"]
    return texts[0] if len(texts) == 1 else None


def _annotations(task: Mapping[str, Any], annotator: str) -> list[tuple[str, list[Any]]]:
    """Return annotator and regions of each annotation of a task; none where nobody has annotated it."""
    given = task.get("annotations", task.get("completions"))
    if isinstance(given, list):
        return [
            (_who(a.get("completed_by"), annotator), a["result"])
            for a in given
            if isinstance(a, Mapping) and isinstance(a.get("result"), list) and not a.get("was_cancelled")
        ]
    flat = next((task[k] for k in ("label", "labels") if isinstance(task.get(k), list)), None)
    return [] if flat is None else [(_who(task.get("annotator"), annotator), [{"value": r} for r in flat])]


def _who(given: object, annotator: str) -> str:
    if isinstance(given, Mapping):
        given = given.get("email") or given.get("username") or given.get("id")
    return annotator if given is None or given == "" else str(given)


def _spans(region: object, text: str) -> list[Span]:
    """Return the spans of one region, one for each of its labels; none for what is no region (a relation, a choice)."""
    value = region.get("value") if isinstance(region, Mapping) else None
    if not isinstance(value, Mapping):
        return []
    labels = next((v for k, v in value.items() if k.endswith("labels") and isinstance(v, list)), None)
    if labels is None:
        return []
    start, end = value.get("start"), value.get("end")
    if isinstance(start, str) and isinstance(end, str) and start.isdigit() and end.isdigit():
        start, end = int(start), int(end)
    printed = value.get("text")
    if not isinstance(printed, str):
        return list(checked(text, [(start, end, label) for label in labels]))
    if isinstance(start, int) and isinstance(end, int):
        for a, b in ((start, end), _from_utf16(text, start, end)):
            if 0 <= a < b <= len(text) and _squeezed(text[a:b]) == _squeezed(printed):
                return list(checked(text, [(a, b, label) for label in labels]))
        raise ValueError(f"the text at {start}–{end} is not {printed[:40]!r}: was the text changed?")
    raise ValueError(f"the region {printed[:40]!r} has no places")


def _from_utf16(text: str, start: int, end: int) -> tuple[int, int]:
    """Return places counted in UTF-16 units as places counted in characters."""
    units = text.encode("utf-16-le")
    try:
        return tuple(len(units[: 2 * n].decode("utf-16-le")) for n in (start, end))  # type: ignore[return-value]
    except UnicodeDecodeError:
        return -1, -1


def _squeezed(text: str) -> str:
    return re.sub(r"(?:\s|\\n)+", " ", text).strip()
