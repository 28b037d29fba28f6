"""All pages of some searches into a folder, from where the last try stopped.

In: searches and who asks; out: in a folder ``raw/SOURCE/page-000001.json.gz`` … (pages as they came), ``works/SOURCE.jsonl``
(every work once, a line each, for the readers of exports) and ``refresh.json`` (what was asked, how much came, and when). A
search that is cut off keeps its pages and its cursor in ``raw/SOURCE.part`` and goes on from there; works and pages of the
refresh before stay until the new ones are whole. Method: own.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import httpx

from pipeline.trends.refresh.apis import APIS, FIRST
from pipeline.trends.refresh.config import Caller, Search
from pipeline.trends.refresh.fetch import Clock, Fetcher, FetchError, SystemClock

WORKS, RAW, ACCOUNT = "works", "raw", "refresh.json"
_STATE = "state.json"
_BARREN_PAGES = 3
"""After so many pages in a row without a new work a search is over, whatever its cursor says."""

Progress = Callable[[str, int, int | None], None]
"""Called with a source, the works so far and how many there are."""


class RefreshError(Exception):
    """A folder that cannot be used; the message names it and says what to do."""


def refresh(
    searches: Sequence[Search],
    out: Path,
    who: Caller,
    *,
    clock: Clock | None = None,
    transport: httpx.BaseTransport | None = None,
    progress: Progress | None = None,
    note: Callable[[str], None] | None = None,
) -> tuple[Result, ...]:
    """Fetch all pages of the searches, one after the other, into ``out``.

    A search that fails raises nothing: its `Result` has an ``error``, and the next call goes on where it stopped. Raises
    `RefreshError` where another refresh is writing to ``out``, and OSError.
    """
    (out / WORKS).mkdir(parents=True, exist_ok=True)
    time = clock or SystemClock()
    with _alone(out):
        results: list[Result] = []
        for search in searches:
            results.append(_Source(search, out, who, time, transport, progress, note).fetch())
            _write_account(out, results)
        return tuple(results)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a search.

    ``works`` are different works, ``repeated`` those that came again, ``unnamed`` those without an identifier (they are kept);
    ``total_first`` and ``total_last`` are what the API said there are, on the first and the last page. ``begun`` and ``ended``
    are UTC. ``error`` is None when all is there; ``notes`` say what is odd.
    """

    source: str
    parameters: Mapping[str, str]
    base_url: str
    pages: int = 0
    works: int = 0
    repeated: int = 0
    unnamed: int = 0
    total_first: int | None = None
    total_last: int | None = None
    failures: int = 0
    begun: str = ""
    ended: str | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()


class _Source:
    """One search on its way into the folder."""

    def __init__(
        self,
        search: Search,
        out: Path,
        who: Caller,
        clock: Clock,
        transport: httpx.BaseTransport | None,
        progress: Progress | None,
        note: Callable[[str], None] | None,
    ) -> None:
        self._search, self._out, self._who, self._clock, self._transport = search, out, who, clock, transport
        self._progress, self._note = progress, note
        self._api = APIS[search.source]
        self._part = out / RAW / f"{search.source}.part"
        self._whole = out / RAW / search.source

    def fetch(self) -> Result:
        """Fetch what is missing; return the result, with an error where something is still missing."""
        state = self._state()
        try:
            with Fetcher(self._search, self._who, self._clock, _version(), self._transport) as fetcher:
                try:
                    done = self._pages(fetcher, state)
                except FetchError as error:
                    if not (error.refused and state.pages):
                        raise
                    self._tell("the place where the last try stopped is refused: the search begins anew")
                    done = self._pages(fetcher, self._anew())
        except FetchError as error:
            return replace(self._state().result, error=str(error))
        return self._finished(done)

    def _pages(self, fetcher: Fetcher, state: _State) -> _State:
        """Fetch page after page from where ``state`` stands; what is there is on disk before the next page is asked for."""
        seen = {name for work in self._works() if (name := self._api.identity(work)) is not None}
        while state.cursor is not None:
            fetched = fetcher.page(state.cursor, self._note)
            page, names = fetched.page, [self._api.identity(work) for work in fetched.page.works]
            new = {n for n in names if n is not None} - seen
            unnamed = names.count(None)
            seen |= new
            number = state.pages + 1
            _write(self._part / _page_name(number), gzip.compress(fetched.body, 6, mtime=0))
            result = state.result
            works = result.works + len(new) + unnamed
            barren = 0 if new or unnamed or not page.works else state.barren + 1
            over, odd = self._over(page.following, barren, works)
            state = _State(
                replace(
                    result,
                    pages=number,
                    works=works,
                    repeated=result.repeated + len(names) - unnamed - len(new),
                    unnamed=result.unnamed + unnamed,
                    total_first=result.total_first if result.total_first is not None else page.total,
                    total_last=page.total if page.total is not None else result.total_last,
                    failures=result.failures + fetched.failures,
                    notes=(*result.notes, odd) if odd else result.notes,
                ),
                None if over else page.following,
                barren,
            )
            self._keep(state)
            if self._progress is not None:
                self._progress(self._search.source, works, state.result.total_last)
        return state

    def _over(self, following: str | None, barren: int, works: int) -> tuple[bool, str | None]:
        """Say whether a page was the last, and what is odd about that."""
        if following is None:
            return True, None
        if self._search.most is not None and works >= self._search.most:
            return True, f"ended after {works} works, as the configuration asks (most = {self._search.most})"
        if barren >= _BARREN_PAGES:
            return True, f"ended after {barren} pages in a row without a new work"
        return False, None

    def _finished(self, state: _State) -> Result:
        """Put pages and works in their places."""
        result = state.result if state.result.ended else self._ended(state.result)
        _write(self._part / _STATE, _State(result, None, 0).as_json(self._search.fingerprint))
        place = self._out / WORKS / f"{self._search.source}.jsonl"
        staged = place.with_name(f".{place.name}")
        with staged.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(json.dumps(work, ensure_ascii=False) + "\n" for work in _distinct(self._works(), self._api.identity))
        staged.replace(place)
        if self._whole.exists():
            shutil.rmtree(self._whole)
        self._part.replace(self._whole)
        return result

    def _ended(self, result: Result) -> Result:
        """Return a result with its end, and with what is odd about it."""
        notes = list(result.notes)
        first, last = result.total_first, result.total_last
        if first != last:
            notes.append(f"the API's total changed on the way, from {first} to {last}")
        if last is not None and result.works < min(last, self._search.most or last):
            notes.append(f"the API says that there are {last} works, but gave {result.works}")
        return replace(result, notes=tuple(notes), ended=self._clock.now().isoformat(timespec="seconds"))

    def _works(self) -> Iterator[Mapping[str, Any]]:
        """Yield the works of all pages that are there, in order."""
        for path in sorted(self._part.glob("page-*.json.gz")):
            try:
                yield from self._api.page(json.loads(gzip.decompress(path.read_bytes()))).works
            except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise RefreshError(f"{path} is damaged ({error}): remove {self._part} and run the same command again") from error

    def _state(self) -> _State:
        """Return where the last try stopped, if it was of the same search, or a new beginning."""
        try:
            state = _State.of_json((self._part / _STATE).read_bytes(), self._search)
        except FileNotFoundError:
            return self._anew()
        except (ValueError, KeyError, TypeError):
            self._tell("what the last try left cannot be continued: the search begins anew")
            return self._anew()
        missing = [n for n in range(1, state.pages + 1) if not (self._part / _page_name(n)).exists()]
        return self._anew() if missing else state

    def _anew(self) -> _State:
        """Begin from the first page; pages of a try before go."""
        if self._part.exists():
            shutil.rmtree(self._part)
        self._part.mkdir(parents=True)
        begun = self._clock.now().isoformat(timespec="seconds")
        state = _State(Result(self._search.source, dict(self._search.parameters), self._search.base_url, begun=begun), FIRST, 0)
        self._keep(state)
        return state

    def _keep(self, state: _State) -> None:
        _write(self._part / _STATE, state.as_json(self._search.fingerprint))

    def _tell(self, text: str) -> None:
        if self._note is not None:
            self._note(f"{self._search.source}: {text}")


@dataclass(frozen=True, slots=True)
class _State:
    """How far a search has come: its result so far, the cursor of the next page (None: all there), barren pages at the end."""

    result: Result
    cursor: str | None
    barren: int

    @property
    def pages(self) -> int:
        return self.result.pages

    def as_json(self, fingerprint: str) -> bytes:
        told = {"search": fingerprint, "cursor": self.cursor, "barren": self.barren, "result": asdict(self.result)}
        return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")

    @classmethod
    def of_json(cls, data: bytes, search: Search) -> _State:
        """Read a state; ValueError where it is that of another search."""
        told = json.loads(data)
        if told["search"] != search.fingerprint:
            raise ValueError("another search")
        result = Result(**{**told["result"], "notes": tuple(told["result"]["notes"])})
        if not isinstance(result.pages, int) or not isinstance(told["cursor"], str | None) or not isinstance(told["barren"], int):
            raise TypeError("no state")
        return cls(result, told["cursor"], told["barren"])


def _distinct(
    works: Iterator[Mapping[str, Any]], identity: Callable[[Mapping[str, Any]], str | None]
) -> Iterator[Mapping[str, Any]]:
    """Yield every work once, as it came first; those without an identifier all."""
    seen: set[str] = set()
    for work in works:
        name = identity(work)
        if name is None or name not in seen:
            yield work
        if name is not None:
            seen.add(name)


def _page_name(number: int) -> str:
    return f"page-{number:06d}.json.gz"


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    staged = path.with_name(f".{path.name}")
    staged.write_bytes(data)
    staged.replace(path)


def _write_account(out: Path, results: Sequence[Result]) -> None:
    told = {"intergrowth": _version(), "searches": [asdict(r) for r in results]}
    _write(out / ACCOUNT, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace"))


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep other refreshes out of a folder."""
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RefreshError(f"another refresh is writing to {out}: wait for its end, or choose another folder") from error
        yield


def _version() -> str:
    try:
        return version("intergrowth")
    except PackageNotFoundError:
        return "unknown"
