"""Which published work a claim is about: the paper itself, or one that it cites, the same across documents.

In: `Account`s; out: a key for each (document, reference number) and for each document's own work. A work is its DOI; a citation
without one is matched by title, else by first author, year and volume or first page, to the only work that they fit. Two works
are never joined by a guess: a citation that fits several keeps a key of its own. Method: own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.reconcile.values import Account, Work


@dataclass(frozen=True, slots=True)
class Works:
    """Keys of works: ``of(document, number)`` of a cited one, ``own(document)`` of the document's."""

    _own: dict[str, str]
    _cited: dict[tuple[str, int], str]
    doubts: tuple[tuple[str, str], ...] = field(default=())
    """Documents with a citation that fits several works, and which."""

    def own(self, document: str) -> str:
        """Return the key of a document's own work."""
        return self._own[document]

    def of(self, document: str, number: int) -> str:
        """Return the key of the work that a document cites as ``number``; one not in its list has a key of its own."""
        return self._cited.get((document, number)) or f"ref:{document}#{number}"


def works(accounts: Sequence[Account]) -> Works:
    """Return the keys of all works that the accounts are, or cite; the order of accounts does not matter."""
    every: list[tuple[str, int | None, Work]] = [(a.document, None, a.work) for a in accounts]
    every += [(a.document, n, w) for a in accounts for n, w in a.cited.items()]
    by_trait: dict[str, set[str]] = {}
    for _, _, work in every:
        if work.doi:
            for trait in _traits(work):
                by_trait.setdefault(trait, set()).add(_doi(work.doi))
    for account in accounts:
        if not account.work.doi:
            for trait in _traits(account.work):
                by_trait.setdefault(trait, set()).add(f"sha:{account.sha256}")
    own: dict[str, str] = {}
    cited: dict[tuple[str, int], str] = {}
    doubts: list[tuple[str, str]] = []
    for document, number, work in every:
        if number is None:
            own[document] = _doi(work.doi) if work.doi else _joined(work, by_trait) or f"sha:{document}"
            continue
        key = _doi(work.doi) if work.doi else _joined(work, by_trait)
        if key is None:
            fitting = {k for t in _traits(work) for k in by_trait.get(t, ())}
            if len(fitting) > 1:
                doubts.append((document, f"reference {number} fits {len(fitting)} works ({', '.join(sorted(fitting))})"))
            key = next(iter(_traits(work)), None) or f"ref:{document}#{number}"
        cited[document, number] = key
    for account in accounts:
        if account.supplement_of in own:
            own[account.document] = own[account.supplement_of]
    return Works(own, cited, tuple(sorted(doubts)))


def _joined(work: Work, by_trait: dict[str, set[str]]) -> str | None:
    """Return the only work that the strongest trait fits."""
    for trait in _traits(work):
        found = by_trait.get(trait, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            return None
    return None


def _traits(work: Work) -> Iterable[str]:
    """Yield what tells a work without its DOI, the surest first."""
    yield from title_of(work)
    author = _letters(work.author)
    page = re.match(r"[A-Za-z]*\d+", work.pages or "")
    if author and work.year and (work.volume or page):
        yield f"author:{author}|{work.year}|{_letters(work.volume)}|{page.group().lower() if page else ''}"


def title_of(work: Work) -> tuple[str, ...]:
    """Return the key of a title that is long enough to tell a work, or nothing."""
    title = _letters(work.title)
    return (f"title:{title}",) if len(title) >= 20 else ()


def _doi(text: str) -> str:
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return f"doi:{(found.group() if found else text).rstrip('.,;)').lower()}"


def _letters(text: str | None) -> str:
    folded = unicodedata.normalize("NFKD", text or "").casefold()
    return re.sub(r"[^a-z0-9]", "", re.sub(r"[_^]\{([^{}]*)\}", r"\1", folded))
