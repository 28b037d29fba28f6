"""What stays of a corpus though it cannot be looked at now: a disk that is not there does not make papers gone.

In: the places of a corpus on this computer, what the last run found (path to SHA-256 sum), and what this one finds; out: the
paths that are kept as they were, and for each place that is not there a sentence. A file is gone where its folder can be looked
at and does not hold it; it is away where its whole place holds no PDF any more, or where a link on the way to it, or a folder,
cannot be followed or listed. What lies elsewhere now, under whatever path, is neither. Method: own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STAYS = "found there before stay"
"""Part of every sentence that says so."""


@dataclass(frozen=True, slots=True)
class Away:
    """Paths to sums of what is kept, and what is to be said of the places that it was in."""

    kept: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


def look(
    places: Iterable[str],
    before: Mapping[str, str],
    found: Collection[str],
    sums: Collection[str],
    unlisted: Collection[str] = (),
) -> Away:
    """Tell what is away of what was found ``before`` at ``places``, all paths as text.

    ``found`` are the paths that this run finds, usable or not, ``sums`` what they hold, ``unlisted`` the folders that cannot be
    listed: of these is said only that what was found in them stays.
    """
    kept: dict[str, str] = {}
    ways: Counter[str] = Counter()
    for place in places:
        known = below(place, before)
        missing = {
            path: digest for path, digest in known.items() if path not in found and digest not in sums and path not in kept
        }
        empty = not below(place, dict.fromkeys(found, ""))
        for path, digest in missing.items():
            closed = next((f for f in unlisted if path == f or path.startswith(f"{f.rstrip('/')}/")), None)
            way = closed or (place if empty else next((str(p) for p in _between(place, path) if _leads_nowhere(p)), None))
            if way is not None:
                kept[path] = digest
                ways[way] += 1
    return Away(kept, {way: ("" if way in unlisted else _why(Path(way))) + stays(count) for way, count in ways.items()})


def below(place: str, paths: Mapping[str, str]) -> dict[str, str]:
    """Return what of ``paths`` is a place or lies in it."""
    if place == ".":
        return {path: digest for path, digest in paths.items() if not path.startswith("/") and "://" not in path}
    head = f"{place.rstrip('/')}/"
    return {path: digest for path, digest in paths.items() if path == place or path.startswith(head)}


def stays(count: int) -> str:
    """Say that what an earlier run found somewhere is kept; nothing where it found nothing."""
    if not count:
        return ""
    return f"; what was {STAYS}s" if count == 1 else f"; the {count} files {STAYS}"


def _why(place: Path) -> str:
    if _leads_nowhere(place):
        return f"is a link to {os.fsencode(place.readlink()).decode('utf-8', 'backslashreplace')}, which does not exist"
    what = "holds no PDF any more" if place.exists() else "is not there"
    return f"{what}: if a disk is missing, bring it back; if this is meant, take it out of the corpora"


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def _between(place: str, path: str) -> Iterator[Path]:
    """Yield the folders between a place and a path in it."""
    for parent in Path(path).parents:
        if str(parent) == place or parent == parent.parent:
            return
        yield parent
