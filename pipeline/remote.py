"""PDFs that lie elsewhere: in a store of objects or on a server, by any address that fsspec knows (``s3://bucket/papers``).

In: addresses; out: what `pipeline.ingest` asks of a file, and in a worker the file itself for as long as it is read. A file is
fetched to be hashed once: as long as its mark (etag, or size and time) stays, the store's memory of it stands. Nothing here shows
what an address holds of passwords; credentials come from the environment, as each service's own tools have it. Method: fsspec.
"""

from __future__ import annotations

import hashlib
import logging
import posixpath
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from fsspec.core import url_to_fs

from pipeline.away import stays
from pipeline.ingest import LIKELY_PAGES, MOST_BYTES, Failure, Looked, Place, Source, likely_pages, shown, too_large
from pipeline.secrets import mask

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_KIND = re.compile(r"[a-z][a-z0-9+.-]*:/+", re.IGNORECASE)
_PAUSES = (1.0, 4.0, 16.0)
_BATCH = 500
Value = TypeVar("Value")
_log = logging.getLogger("intergrowth.remote")


class TooLargeError(PermissionError):
    """A file that is there and is not read."""


class Memory(Protocol):
    """What remembers files, such as `pipeline.store.Store`."""

    def places(self, places: Sequence[str]) -> dict[str, Place]:
        """Return what is known of addresses."""
        ...

    def keep_places(self, seen: Sequence[Place]) -> None:
        """Remember what files held."""
        ...


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found at addresses: files (also those that are kept), troubles, and addresses without a PDF."""

    files: tuple[Looked, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()


def is_remote(place: object) -> bool:
    """Tell whether a place of a corpus is an address and no path."""
    return _ADDRESS.match(str(place)) is not None


def look(
    addresses: Iterable[str],
    memory: Memory | None = None,
    progress: Callable[[int], None] = lambda _: None,
    pause: Callable[[float], None] = time.sleep,
    before: Mapping[str, str] | None = None,
) -> Listing:
    """List the PDFs at ``addresses`` (files, or folders searched to the bottom) and hash those whose mark is new.

    What cannot be reached is tried again after growing pauses and is then a failure of its address, masked. That a server does
    not answer is no sign that a file is gone: what an earlier run found there (``before``: path to SHA-256 sum) is kept.
    """
    files: dict[Path, Looked] = {}
    kept: dict[Path, Looked] = {}
    failures: list[Failure] = []
    notes: list[str] = []

    def fail(address: str, stage: str, error: OSError, *, keep: bool) -> None:
        known = _known(address, before or {}) if keep else []
        kept.update((one.path, one) for one in known)
        failures.append(Failure(mask(address), stage, _without(mask(address), error) + _stays(len(known), stage)))

    for address in addresses:
        try:
            fs, found = _patiently(partial(_listed, address), pause)
        except OSError as error:
            fail(address, "find", error, keep=True)
            continue
        if not found:
            notes.append(f"no PDF in {mask(address)}")
        names = sorted(found)
        for start in range(0, len(names), _BATCH):
            part = names[start : start + _BATCH]
            known = memory.places([mask(n) for n in part]) if memory is not None else {}
            fresh: list[Place] = []
            for name in part:
                progress(len(files) + 1)
                seen = known.get(mask(name))
                if seen is None or seen.mark != found[name][1]:
                    try:
                        seen = _patiently(partial(_hashed, fs, name, *found[name]), pause)
                    except OSError as error:
                        fail(name, "open", error, keep=not isinstance(error, FileNotFoundError | TooLargeError))
                        continue
                    fresh.append(seen)
                path = Path(mask(name))
                files[path] = Looked(path, seen.sha256, seen.size, seen.pages, name)
            if fresh and memory is not None:
                memory.keep_places(fresh)
    return Listing(tuple((kept | files).values()), tuple(failures), tuple(notes))


def _known(address: str, before: Mapping[str, str]) -> list[Looked]:
    """Return what an earlier run found at an address: the file itself, or those below; whatever a kind of server is called."""
    place = (_rest(shown(Path(mask(address)))) or "").rstrip("/")
    found = []
    for path, sha256 in before.items():
        rest = _rest(path)
        if rest is not None and (rest == place or rest.startswith(f"{place}/")):
            found.append(Looked(Path(path), sha256, 0, LIKELY_PAGES, address.rstrip("/") + rest[len(place) :], kept=True))
    return found


def _rest(path: str) -> str | None:
    """Return what of an address stands behind its kind (``s3://``); None for a path."""
    match = _KIND.match(path)
    return None if match is None else path[match.end() :]


def _stays(count: int, stage: str) -> str:
    """Say what becomes of the files that an earlier run found at an address."""
    return stays(count) + (", until the address is taken out of the corpora" if count and stage == "find" else "")


@contextmanager
def local(source: Source) -> Iterator[Path]:
    """Yield a path at which the file can be read now; raises ``OSError``, without any password, where it cannot be fetched."""
    if source.url is None:
        yield source.path
        return
    with tempfile.TemporaryDirectory(prefix="intergrowth-") as folder:
        target = Path(folder, "file.pdf")
        with _in_words(source.url):
            fs, path = url_to_fs(source.url)
            fs.get_file(path, str(target))
        yield target


def _listed(address: str) -> tuple[Any, dict[str, tuple[str, str]]]:
    """Return the file system, and for every PDF its address: its path there and its mark."""
    with _in_words(address):
        fs, root = url_to_fs(address)
        info = fs.info(root)
        entries = [info] if info["type"] == "file" else fs.find(root, detail=True).values()
        head = address.partition("://")[0]
        server = re.match(r"[^/]*@[^/]*|[^/]*", address.partition("://")[2])
        out: dict[str, tuple[str, str]] = {}
        for entry in entries:
            path = str(entry["name"])
            inside = path[len(str(root)) :] if path.startswith(str(root)) else path
            hidden = any(part.startswith(".") for part in inside.split("/") if part)
            if info["type"] != "file" and (hidden or not path.lower().endswith(".pdf") or _leads_out(inside)):
                continue
            whole = fs.unstrip_protocol(path)
            if "@" in (server.group() if server else ""):
                whole = f"{head}://{server.group() if server else ''}/{path.lstrip('/')}"
            out[whole] = (path, _mark(entry))
        return fs, out


def _leads_out(inside: str) -> bool:
    """Tell whether a name would lead out of its folder: names of objects may hold anything."""
    return posixpath.normpath("/" + inside.lstrip("/")) != "/" + inside.strip("/") or "\\" in inside


def _hashed(fs: Any, address: str, path: str, mark: str) -> Place:
    with _in_words(address):
        size = fs.info(path).get("size") or 0
        if size > MOST_BYTES:
            raise TooLargeError(f"{mask(address)}: {too_large(size)}")
        data = fs.cat_file(path)
    return Place(mask(address), mark, hashlib.sha256(data).hexdigest(), len(data), likely_pages(data))


def _mark(entry: dict[str, Any]) -> str:
    """Return what changes when a file does: its etag, else its size and time."""
    etag = entry.get("ETag") or entry.get("etag") or entry.get("md5Hash") or entry.get("content_md5")
    if etag:
        return f"{etag} {entry.get('size')}"
    times = (entry.get(name) for name in ("LastModified", "mtime", "created", "modified", "updated"))
    return f"{entry.get('size')} {next((t for t in times if t), '')}"


def _patiently(act: Callable[[], Value], pause: Callable[[float], None]) -> Value:
    """Do something, again after growing pauses; what is not there or not allowed stays so and is not tried again."""
    for seconds in _PAUSES:
        try:
            return act()
        except (FileNotFoundError, PermissionError):
            raise
        except OSError as error:
            _log.warning("%s; again in %.0f s", error, seconds)
            pause(seconds)
    return act()


def _without(name: str, error: OSError) -> str:
    """Return what an error says without the address, which stands beside it in the list of failures."""
    return str(error).removeprefix(f"{name}: ")


@contextmanager
def _in_words(address: str) -> Iterator[None]:
    """Turn whatever a file system raises into an ``OSError`` that says what the user can do and shows no password."""
    name = mask(address)
    try:
        yield
    except FileNotFoundError:
        raise FileNotFoundError(f"{name}: there is nothing at this address") from None
    except PermissionError as error:
        if str(error).startswith(f"{name}: "):
            raise
        raise PermissionError(f"{name}: may not be read: see that the service's credentials are in the environment") from None
    except ImportError as error:
        raise PermissionError(f"{name}: this kind of address needs another package: {mask(str(error))}") from None
    except ValueError as error:
        raise PermissionError(f"{name}: cannot be used as an address: {mask(str(error))}") from None
    except MemoryError:
        raise
    except Exception as error:  # each file system has errors of its own
        raise OSError(f"{name}: cannot be reached: {type(error).__name__}: {mask(str(error))}") from None
