"""What a run finds new, changed, moved or gone since the last one into the same folder: told by content, not by name or time.

In: the ``run.json`` of the last run and the corpus of this one; out: `Changes`. A document is its SHA-256 sum: the same paper
under two names is one, and a paper under a new name has moved. Method: own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.ingest import Corpus, shown

WORDS = {
    "new": "new",
    "changed": "changed",
    "unread": "not readable",
    "moved": "moved",
    "gone": "gone",
    "waiting": "still being written",
    "unreached": "kept though not reached",
    "unchanged": "unchanged",
}
_NAMED = tuple(name for name in WORDS if name != "unchanged")


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths by what became of them.

    ``unread`` are new or changed ones that could not be read, which are among neither of the two; ``waiting`` those that may
    still be being written, ``unreached`` those elsewhere that could not be looked at and stand as they were read.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    unchanged: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the counts, and the paths of all but the unchanged."""
        paths = {name: list(getattr(self, name)) for name in _NAMED}
        return {**{name: len(found) for name, found in paths.items()}, "unchanged": self.unchanged, "paths": paths}


def in_words(counts: Mapping[str, Any]) -> str:
    """Return the counts of `Changes.as_json` as a person reads them: ``2 new, 1 gone, 5 unchanged``."""
    return ", ".join(f"{counts[name]} {words}" for name, words in WORDS.items() if counts.get(name)) or "no documents"


def changes(before: Mapping[str, str], corpus: Corpus, unread: Collection[str] = ()) -> Changes:
    """Compare the paths and sums of the last run with a corpus; ``unread`` are the sums of what could not be read in this one."""
    here = {shown(s.path): s.sha256 for s in corpus.sources} | {shown(d.path): d.sha256 for d in corpus.duplicates}
    waiting, unreached = ({shown(path) for path in paths} for paths in (corpus.waiting, corpus.unreached))
    known, now = set(before.values()), set(here.values())
    new, changed, moved = [], [], []
    told: set[str] = set()
    stayed = {digest for path, digest in here.items() if before.get(path) == digest}
    firsts = [shown(s.path) for s in corpus.sources]
    for path in firsts:
        digest = here[path]
        if digest in known:
            if path not in before and digest not in stayed:
                moved.append(path)
            if path not in unreached:
                told.add(digest)
        elif path in before:
            changed.append(path)
        else:
            new.append(path)
    replaced = set(changed)
    broken = {path for path in (*new, *changed) if here[path] in unread}
    gone = sorted(path for path, digest in _first(before).items() if digest not in now and path not in replaced | waiting)
    return Changes(
        tuple(path for path in new if path not in broken),
        tuple(path for path in changed if path not in broken),
        tuple(sorted(broken)),
        tuple(moved),
        tuple(gone),
        tuple(sorted(waiting)),
        tuple(sorted(unreached)),
        len(told) - len(moved),
    )


def last_run(run_json: Path) -> dict[str, str]:
    """Return path and sum of every file that the last run found; none where there was no run."""
    try:
        run = json.loads(run_json.read_text("utf-8"))
        entries = [*run["documents"], *run.get("unread", []), *run["duplicates"]]
        return {e["path"]: e["sha256"] for e in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _first(before: Mapping[str, str]) -> dict[str, str]:
    """Return the first path of every document."""
    out: dict[str, str] = {}
    for path, digest in before.items():
        out.setdefault(digest, path)
    return {path: digest for digest, path in out.items()}
