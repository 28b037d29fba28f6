"""Which PDFs a run reads: found, hashed, told apart, supplements attached.

In: files and folders; out: a ``Corpus`` of ``Source`` files in a fixed order, with the files that cannot be read and the
doubles. A document is one SHA-256 sum: the first path in sorted order gives it its name, the others are listed. No file is
parsed here; only its bytes are looked at. Method: own.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from pipeline import away

SUPPLEMENT_PATTERN = (
    r"(?P<paper>.+?)[-_. ]+"
    r"(?:e?si|esm|moesm|supp|suppl|supplement|supplements|supplementary|supporting)"
    r"(?:[-_. ]*(?:info|information|material|materials|data|file|note|notes|methods|figures|tables))*"
    r"(?:[-_. ]*[0-9]{1,3}(?:[-_. ]?esm)?)?"
)
"""Stems of supplements, matched whole and whatever the case: ``NAME-si``, ``NAME_SI_1``, ``NAME-supporting-information``."""

MOST_BYTES = 1 << 30
"""Files larger than this are not looked into: no paper is, and hashing one holds it in memory."""

_ONE_SLASH = re.compile(r"^((?!file:)[a-z][a-z0-9+.-]+:)/(?=[^/])", re.IGNORECASE)
LIKELY_PAGES = 100
"""Taken for granted of a file that cannot be looked at: enough for its time, should it be read after all."""

_BYTES_A_PAGE = 10_000
_STALLED = 20
"""A file without the end of a PDF is waited for so many times longer than any file: a download may pause."""
_TAIL = 1024
_OUT = "put the file itself there, or allow such links (--links-out; extract.links_out)"
_MOST_PAGES = 10_000
_STREAM_LIMIT = 4_000_000
_INFLATE_LIMIT = 100_000_000
_MOST_STREAMS = 20_000
"""Of objects that are looked into: a file of nothing but their heads must not keep the run."""
_LONGEST_HEAD = 400
_STREAM = re.compile(rb"stream\r?\n")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Failure:
    """One file that could not be used: a line of ``failures.csv``. ``stage`` is find, open, read, cells or write."""

    path: str
    stage: str
    error: str


@dataclass(frozen=True, slots=True)
class Source:
    """One PDF to read. ``name`` is unique in its corpus; ``pages`` is a guess from the bytes, good enough for a time limit.

    ``supplement_of`` is the name of the paper that this file supplements, or None.
    """

    path: Path
    name: str
    sha256: str
    size: int
    pages: int
    supplement_of: str | None = None
    url: str | None = field(default=None, repr=False)
    """Where a file that is not on this computer is fetched from; ``path`` is then what to call it."""

    @property
    def place(self) -> str:
        """Where the file is, whole, as text that can be printed and written."""
        return shown(self.path if self.url is not None else self.path.absolute())


@dataclass(frozen=True, slots=True)
class Place:
    """What a file elsewhere held when its ``mark`` (etag, or size and time) was this; ``place`` is its address, masked."""

    place: str
    mark: str
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A file elsewhere that was looked at already: its address to call it by and to fetch it from, sum, size, likely pages."""

    path: Path
    sha256: str
    size: int
    pages: int
    url: str = field(repr=False)
    kept: bool = False
    """It cannot be looked at now: this is what an earlier run found there."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A path whose bytes are those of ``first``, which stands for both."""

    path: Path
    first: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a run reads, a paper's supplements directly after it, and what it cannot or need not read."""

    sources: tuple[Source, ...] = ()
    failures: tuple[Failure, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    notes: tuple[str, ...] = ()
    waiting: tuple[Path, ...] = ()
    """Files that may still be being written, left for the next run."""
    unreached: tuple[Path, ...] = ()
    """Files that cannot be looked at now; what was read of them before stands."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a watched corpus is looked at.

    A file that changed less than ``settle_s`` seconds before ``now`` (seconds since 1970) may still be being written: it is left
    for the next run, and what an earlier run read at its path (``before``: path to SHA-256 sum) stands meanwhile.
    """

    settle_s: float = 0.0
    now: Callable[[], float] = time.time
    before: Mapping[str, str] = field(default_factory=dict)


def find(
    places: Iterable[str | os.PathLike[str]],
    *,
    supplement_pattern: str = SUPPLEMENT_PATTERN,
    progress: Callable[[int], None] = lambda _: None,
    links_out: bool = False,
    watch: Watch | None = None,
    elsewhere: Iterable[Looked] = (),
) -> Corpus:
    """Find and hash the PDFs at ``places``: files of any name, and folders searched to the bottom for ``*.pdf``.

    Hidden files and folders (``.name``) of a searched folder are passed over. ``supplement_pattern`` is matched against the
    whole file name without ``.pdf``; its group ``paper`` is the name of the paper. ``progress`` is called with the number of
    files hashed so far. A link in a folder that leads out of all ``places`` is a failure, unless ``links_out``; a place itself
    may be a link. Files ``elsewhere`` are part of the corpus. What the last run of a watched corpus found where nothing can be
    looked at now is kept (`pipeline.away`). Raises ``FileNotFoundError`` for a place that does not exist and of which nothing is
    known, and ``ValueError`` for a bad pattern.
    """
    pattern = supplement_matcher(supplement_pattern)
    failures: list[Failure] = []
    notes: list[str] = []
    paths: dict[str, Path] = {}
    named = [Path(place) for place in places]
    roots = None if links_out else tuple(Path(os.path.realpath(place)) for place in named)
    before = watch.before if watch is not None else {}
    closed: list[str] = []
    missing: list[str] = []
    for place in named:
        if not place.exists() and away.below(shown(place), before):
            missing.append(shown(place))
            continue
        if not os.path.lexists(place):
            raise FileNotFoundError(errno.ENOENT, "there is no such file or folder", os.fspath(place))
        found = list(_pdfs_in(place, failures, roots, closed)) if place.is_dir() else [place]
        if not found and place.is_dir() and _is_pdf_name(place.name):
            failures.append(Failure(shown(place), "open", "is a folder, not a PDF file"))
        elif not found:
            notes.append(f"no PDF in {shown(place)}")
        for path in found:
            paths.setdefault(str(path.absolute()), path)

    looked = {one.path: one for one in elsewhere}
    first: dict[str, Source] = {}
    holders: dict[Path, str] = {}
    duplicates: list[Duplicate] = []
    waiting: list[Path] = []
    unreached: list[Path] = []
    lost: list[Path] = []
    for count, path in enumerate(sorted([*paths.values(), *looked], key=str), start=1):
        progress(count)
        far = looked.get(path)
        try:
            digest, size, pages, settled = (far.sha256, far.size, far.pages, True) if far else _look_at(path, watch)
        except OSError as error:
            failures.append(Failure(shown(path), "open", _why(path, error)))
            if _out_of_reach(path, error):
                lost.append(path)
            continue
        if not settled:
            waiting.append(path)
            known = before.get(shown(path))
            if known is None:
                continue
            digest = known
        holders[path] = digest
        if far is not None and far.kept:
            unreached.append(path)
        if digest in first:
            duplicates.append(Duplicate(path, first[digest].path, digest))
        else:
            first[digest] = Source(path, _stem(path), digest, size, pages, url=far.url if far else None)

    unlisted = {*closed, *(shown(path) for path in lost)}
    seen = {shown(path) for path in [*paths.values(), *looked]} - unlisted
    gone = away.look([shown(place) for place in named], before, seen, first.keys(), unlisted)
    for path, digest in sorted((Path(path), digest) for path, digest in gone.kept.items()):
        holders[path] = digest
        unreached.append(path)
        if digest in first:
            duplicates.append(Duplicate(path, first[digest].path, digest))
        else:
            first[digest] = Source(path, _stem(path), digest, 0, LIKELY_PAGES)
    failures = _with_what_stays(failures, gone.said)
    notes += [f"{place} is not there; what it held is elsewhere, too" for place in missing if place not in gone.said]

    ordered = sorted(first.values(), key=lambda s: str(s.path))
    sources = _attach(_with_unique_names(tuple(ordered)), holders, pattern)
    return Corpus(
        sources,
        tuple(sorted(failures, key=lambda f: (f.path, f.stage))),
        tuple(duplicates),
        tuple(notes),
        tuple(waiting),
        tuple(unreached),
    )


def supplement_matcher(pattern: str) -> re.Pattern[str]:
    """Compile the pattern of supplement names; raises ``ValueError`` unless it is valid and has a group ``paper``."""
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the supplement pattern is not a regular expression: {error}") from None
    if "paper" not in compiled.groupindex:
        raise ValueError("the supplement pattern needs a group for the paper's name: (?P<paper>…)")
    return compiled


def too_large(size: int) -> str:
    """Say that a file of so many bytes is not read."""
    return f"has {size / 2**20:,.0f} MB, more than the {MOST_BYTES >> 20:,} MB that are read: split it"


def shown(path: str | os.PathLike[str]) -> str:
    """Return a path as text that can be printed and written: bytes that are not UTF-8 are shown by their numbers."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return _ONE_SLASH.sub(r"\1//", text)  # a Path keeps one slash of an address


def _pdfs_in(folder: Path, failures: list[Failure], roots: tuple[Path, ...] | None, closed: list[str]) -> Iterator[Path]:
    """Yield every file below ``folder`` whose name ends in ``.pdf``, following links to folders but never in a circle.

    A link that leads out of all ``roots`` is a failure; None lets it lead anywhere. A folder that cannot be listed is a failure,
    too, and added to ``closed``.
    """

    def note(error: OSError) -> None:
        closed.append(shown(error.filename or folder))
        failures.append(Failure(closed[-1], "find", _why(Path(error.filename or folder), error)))

    def stays(path: Path) -> bool:
        if roots is None or not path.is_symlink():
            return True
        target = Path(os.path.realpath(path))
        if any(root == target or root in target.parents for root in roots):
            return True
        failures.append(Failure(shown(path), "find", f"is a link that leads out of the corpus, to {shown(target)}: {_OUT}"))
        return False

    seen: set[tuple[int, int]] = set()
    used: set[str] = set()
    named_pdf: list[str] = []
    for here, folders, files in os.walk(folder, onerror=note, followlinks=True):
        try:
            status = Path(here).stat()
        except OSError as error:
            note(error)
            continue
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and stays(Path(here, name)))
        named_pdf += [os.path.join(here, name) for name in folders if _is_pdf_name(name)]  # noqa: PTH118
        for name in sorted(files):
            if _is_pdf_name(name) and not name.startswith(".") and stays(Path(here, name)):
                used.add(here)
                yield Path(here, name)
    for name in named_pdf:
        if not any(place == name or place.startswith(name + os.sep) for place in used):
            failures.append(Failure(shown(name), "open", "is a folder, not a PDF file"))


def _is_pdf_name(name: str) -> bool:
    return name.lower().endswith(".pdf")


def _stem(path: Path) -> str:
    name = shown(path.name)
    return name[:-4] if _is_pdf_name(name) and len(name) > 4 else name


def _look_at(path: Path, watch: Watch | None) -> tuple[str, int, int, bool]:
    """Return the SHA-256 sum, the size and the likely number of pages of a regular file, and whether nobody writes it any more.

    Raises ``OSError``.
    """
    before = path.stat()
    if not stat.S_ISREG(before.st_mode):
        raise OSError("is a folder, not a PDF file" if stat.S_ISDIR(before.st_mode) else "is not a regular file")
    if before.st_size > MOST_BYTES:
        raise OSError(too_large(before.st_size))
    data = path.read_bytes()
    settled = watch is None or _settled(data, before, path.stat(), watch)
    return hashlib.sha256(data).hexdigest(), len(data), likely_pages(data), settled


def _settled(data: bytes, before: os.stat_result, after: os.stat_result, watch: Watch) -> bool:
    """Return whether a file is whole: unchanged while it was read and for some time, longer where the end of a PDF is missing."""
    if watch.settle_s <= 0:
        return True
    if (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino):
        return False
    wanted = watch.settle_s if b"%%EOF" in data[-_TAIL:] else _STALLED * watch.settle_s
    return not -watch.settle_s < watch.now() - after.st_mtime < wanted


def _why(path: Path, error: OSError) -> str:
    """Say in a sentence why a file cannot be opened."""
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return f"is a link to {shown(path.readlink())}, which does not exist"
        return "vanished while the run was looking at it"
    if isinstance(error, PermissionError):
        return "may not be read: give yourself the right to read it (chmod +r)"
    return error.strerror or str(error)


def _out_of_reach(path: Path, error: OSError) -> bool:
    """Return whether a file is there and only cannot be read now: its disk fails, say, or its link leads nowhere."""
    return path.is_symlink() if isinstance(error, FileNotFoundError) else error.errno is not None


def _with_what_stays(failures: Sequence[Failure], said: Mapping[str, str]) -> list[Failure]:
    """Add what is said of places that are away, where something is said of them already to that."""
    told = [replace(f, error=f.error + said[f.path]) if f.path in said else f for f in failures]
    return told + [Failure(place, "find", why) for place, why in said.items() if place not in {f.path for f in failures}]


def likely_pages(data: bytes) -> int:
    """Guess how many pages a PDF has from its bytes, without parsing it: 1 to 10,000, and too many rather than too few.

    Page objects are counted where they stand, also inside compressed object streams; where none can be seen (an encrypted
    file, say) the size decides.
    """
    pages, inflated, view = _page_objects(data), 0, memoryview(data)
    for start in islice(_streams_of_objects(data), _MOST_STREAMS):
        try:
            objects = zlib.decompressobj().decompress(view[start : start + 10**6], _STREAM_LIMIT)
        except zlib.error:
            continue
        pages, inflated = pages + _page_objects(objects), inflated + len(objects)
        if inflated > _INFLATE_LIMIT or pages >= _MOST_PAGES:
            break
    return min(_MOST_PAGES, pages or max(1, len(data) // _BYTES_A_PAGE))


def _streams_of_objects(data: bytes) -> Iterator[int]:
    """Yield where the contents of object streams begin."""
    at = data.find(b"/ObjStm")
    while at >= 0:
        stream = _STREAM.search(data, at, at + _LONGEST_HEAD)
        yield stream.end() if stream is not None else at
        at = data.find(b"/ObjStm", at + 1)


def _page_objects(data: bytes) -> int:
    """Count the page objects that can be seen, up to the most pages there may be."""
    return sum(1 for _ in islice(_PAGE.finditer(data), _MOST_PAGES))


def _with_unique_names(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Give every source a name of its own: the first keeps its file name, a later one of the same name gets its hash behind it.

    Names that differ only in case or Unicode form count as the same, because some file systems cannot keep them apart.
    """
    taken: set[str] = set()
    out = []
    for source in sources:
        digits, name = 8, source.name
        while _folded(name) in taken:
            name, digits = f"{source.name}~{source.sha256[:digits]}", digits + 4
        taken.add(_folded(name))
        out.append(replace(source, name=name))
    return tuple(out)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _attach(sources: tuple[Source, ...], holders: dict[Path, str], pattern: re.Pattern[str]) -> tuple[Source, ...]:
    """Attach supplements to their papers: the paper of that name in the same folder, else the only one in the corpus.

    A file that looks like a supplement but whose paper is not in the corpus is a document of its own. Where the paper or the
    supplement is there twice, every path of it counts.
    """
    by_sum = {source.sha256: source for source in sources}
    in_folder = {(path.parent, _folded(_stem(path))): digest for path, digest in sorted(holders.items(), reverse=True)}
    anywhere: dict[str, set[str]] = {}
    for path, digest in holders.items():
        anywhere.setdefault(_folded(_stem(path)), set()).add(digest)

    paper_of: dict[str, str] = {}
    for path, digest in sorted(holders.items()):
        match = pattern.fullmatch(_stem(path))
        if match is None or digest in paper_of:
            continue
        stem = _folded(match["paper"])
        paper = in_folder.get((path.parent, stem))
        if paper is None and len(anywhere.get(stem, ())) == 1:
            (paper,) = anywhere[stem]
        if paper is not None and paper != digest and paper not in paper_of:
            paper_of[digest] = paper
    for digest, paper in list(paper_of.items()):
        if paper in paper_of:
            del paper_of[digest]

    out: list[Source] = []
    for source in sources:
        if source.sha256 in paper_of:
            continue
        out.append(source)
        out += [replace(by_sum[digest], supplement_of=source.name) for digest in by_sum if paper_of.get(digest) == source.sha256]
    return tuple(out)
