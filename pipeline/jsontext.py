"""JSON as our files and tables have it.

In: values of plain types; out: text or bytes, and back. UTF-8 holds no half surrogates, which a damaged PDF can give: where there
are any the tables are written in ASCII, and in files a question mark stands for each. JSON has no number that is not finite: null
stands for it. Method: orjson, which takes a twentieth of the time of the standard library; that one writes what orjson does not.
"""

from __future__ import annotations

import json
import math
from typing import cast

import orjson

from pipeline.model import Json


def canonical(value: object) -> str:
    """Return the one way to write a JSON value; in ASCII, so that whatever a PDF holds comes back as it was."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def written(value: object) -> str:
    """Return a JSON value as the tables keep it: keys in order; in ASCII where it holds what UTF-8 cannot, half surrogates."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode("utf-8")
    except TypeError:
        return canonical(_finite(value))


def loaded(text: str) -> Json:
    """Return what was `written`."""
    try:
        return cast(Json, orjson.loads(text))
    except orjson.JSONDecodeError:
        return cast(Json, json.loads(text))


def line(value: object) -> bytes:
    """Return a JSON value as one line of a ``.jsonl`` file."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return (json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")


def sound_line(value: object) -> bytes | None:
    """Return a JSON value as one line, or None where it may hold what no database and no UTF-8 can: U+0000, half surrogates."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return None
    return None if b"\\u0000" in text else text


def file(value: object) -> bytes:
    """Return a JSON value as a file that people may look into."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return (json.dumps(_finite(value), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _finite(value: object) -> object:
    """Return a value as orjson has it, with None for numbers that are not finite."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
