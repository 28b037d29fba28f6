"""Values of JSON records as strings, whatever a source or a broken record has in their place.

In: values of `json.loads`; out: mappings, strings and counts, empty where a value is of another kind. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Thing = Mapping[str, Any]


def thing(value: object) -> Thing:
    """Return a value that is an object; an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def things(value: object) -> list[Thing]:
    """Return the objects of a list."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def said(value: object) -> str:
    """Return a string or number as a string; an empty one for lists, objects, truth values and null."""
    return "" if value is None or isinstance(value, bool | dict | list) else str(value)


def each(value: object) -> Iterator[str]:
    """Yield the strings of a list; the one string that stands in its place."""
    yield from (text for v in (value if isinstance(value, list) else [value]) if (text := said(v)))


def first(value: object) -> str:
    """Return a string, the first of a list, or the name of an object."""
    if isinstance(value, list):
        return first(value[0]) if value else ""
    return said(value.get("name")) if isinstance(value, dict) else said(value)


def whole(value: object) -> int | None:
    """Return a count: a number that is one, or a string of digits; None otherwise."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
