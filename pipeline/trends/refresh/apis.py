"""The two APIs: how a page of each is asked for and what it holds.

In: a parsed page; out: its works, the cursor of the next page and the total. Methods: the documentation of OpenAlex
(docs.openalex.org, paging by cursor) and of Crossref's REST API (api.crossref.org, deep paging with cursors).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

FIRST = "*"
"""The cursor of a first page."""


class PageError(ValueError):
    """An answer that is no page of works."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: works as they came, the cursor of the next page (None after the last), and how many works the search has."""

    works: tuple[Mapping[str, Any], ...]
    following: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Api:
    """An API: its name, how its pages are read, and what names a work."""

    name: str
    page: Callable[[object], Page]
    identity: Callable[[Mapping[str, Any]], str | None]


def openalex_page(value: object) -> Page:
    """Read a page of OpenAlex."""
    if not isinstance(value, dict) or not isinstance(value.get("results"), list) or not isinstance(value.get("meta"), dict):
        raise PageError("it has no results and meta")
    works = _works(value["results"])
    following = value["meta"].get("next_cursor")
    return Page(
        works, following if isinstance(following, str) and following and works else None, _number(value["meta"].get("count"))
    )


def crossref_page(value: object) -> Page:
    """Read a page of Crossref, which gives a next cursor for ever: the last page is the empty one."""
    message = value.get("message") if isinstance(value, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("items"), list):
        raise PageError("it has no message with items")
    works = _works(message["items"])
    following = message.get("next-cursor")
    return Page(
        works, following if isinstance(following, str) and following and works else None, _number(message.get("total-results"))
    )


def _works(values: list[Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple(v for v in values if isinstance(v, dict))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(value: object) -> str | None:
    return value.strip().lower() if isinstance(value, str) and value.strip() else None


APIS = {
    "openalex": Api("openalex", openalex_page, lambda work: _text(work.get("id"))),
    "crossref": Api("crossref", crossref_page, lambda work: _text(work.get("DOI"))),
}
"""The APIs by name."""
