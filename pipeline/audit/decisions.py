"""A file of decisions, as the evidence report exports it, read with care.

In: a file (``{"intergrowth": "decisions", "decisions": […]}``); out: `Decision`s in the file's order, or a ValueError that lists
every entry that has not the form, so that nothing is taken in by halves. ``annotations/README.md`` describes the form. Method:
own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from pipeline.store.values import Action, Decision

LARGEST = 64 * 1024 * 1024
_SHOWN = 20
_LONGEST = 2000


def read_decisions(path: Path) -> list[Decision]:
    """Return the decisions of a file; raises ValueError naming file and entries, OSError where it cannot be read.

    Times are brought to UTC, so that decisions of several reviewers can be put in order; a comment stands behind its cause.
    """
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path}: is no file of decisions: larger than {LARGEST // 1024**2} MB")
    try:
        data = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: is no file of decisions: {_brief(error)}") from None
    given = data.get("decisions") if isinstance(data, dict) else None
    if not isinstance(given, list) or data.get("intergrowth", "decisions") != "decisions":
        raise ValueError(f'{path}: is no file of decisions: an object with a list "decisions" is expected')
    if data.get("version", 1) != 1:
        raise ValueError(f"{path}: is of version {data['version']!r}, written by a newer program: update intergrowth")
    found: list[Decision] = []
    wrong: list[str] = []
    for at, entry in enumerate(given, start=1):
        try:
            found.append(_decision(entry))
        except ValueError as error:
            wrong.append(f"{path}: entry {at}{_of(entry)}: {error}")
    if wrong:
        more = [f"{path}: {len(wrong) - _SHOWN} more entries are wrong"] if len(wrong) > _SHOWN else []
        raise ValueError("\n".join([*wrong[:_SHOWN], *more]))
    return found


def _decision(entry: object) -> Decision:
    if not isinstance(entry, dict):
        raise ValueError("an object is expected")
    record_id, action, values = _text(entry, "record_id"), entry.get("action"), entry.get("values") or {}
    if not record_id:
        raise ValueError('"record_id" is missing')
    if action not in get_args(Action):
        raise ValueError(f'"action" is {json.dumps(action)[:80]}: accept, correct or reject is expected')
    if not isinstance(values, dict):
        raise ValueError('"values" is no object of fields and their new values')
    if action == "correct" and not values:
        raise ValueError('a correction without "values"')
    if action != "correct" and values:
        raise ValueError(f'"values" stand in a decision to {action}: only a correction has some')
    cause = ": ".join(x for x in (_text(entry, "cause"), _text(entry, "comment")) if x)
    return Decision(
        record_id, cast(Action, action), _text(entry, "reviewer") or "unnamed", _time(entry.get("when")), cause or None, values
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > _LONGEST):
        raise ValueError(f'"{name}" is no text of at most {_LONGEST} characters')
    return (value or "").strip()


def _time(value: object) -> str:
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
        if when is None:
            raise ValueError
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        raise ValueError('"when" is no time such as 2026-01-31T12:00:00Z') from None


def _of(entry: object) -> str:
    named = entry.get("record_id") if isinstance(entry, dict) else None
    return f" (record {named[:40]})" if isinstance(named, str) and named else ""


def _brief(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON, line {error.lineno}: {error.msg}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else f"it is no UTF-8 text ({error})"
