"""Which files are slow or hungry for memory: in themselves, or beside the others of their run.

In: pages, seconds and megabytes of files; out: names with the reason. A file is named where it passes a bound that no paper
should pass, or where it is far beyond the median of the others and not merely a few moments long. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

SECONDS_A_PAGE = 5.0
"""More than twenty times what a page of a paper takes on a common machine."""

MEMORY_MB = 1500.0
TIMES_SECONDS = 8.0
LEAST_SECONDS = 10.0
TIMES_MEMORY = 3.0
LEAST_MEMORY_MB = 600.0
_FEW = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What reading a file took; memory is the highest resident memory of its process, None where it is not known."""

    name: str
    pages: int
    seconds: float
    memory_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Outlier:
    """A file that is slow or hungry, and why it is called so."""

    name: str
    why: str


def outliers(files: Iterable[Measured]) -> list[Outlier]:
    """Return the outliers among files, the slowest first, then the hungriest."""
    found = list(files)
    slow = [(f.seconds, Outlier(f.name, why)) for f in found if (why := _slow(f, found)) is not None]
    hungry = [(f.memory_mb or 0.0, Outlier(f.name, why)) for f in found if (why := _hungry(f, found)) is not None]
    return [o for group in (slow, hungry) for _, o in sorted(group, key=lambda pair: (-pair[0], pair[1].name))]


def _slow(file: Measured, files: Sequence[Measured]) -> str | None:
    pages = max(1, file.pages)
    each = file.seconds / pages
    took = f"took {file.seconds:.1f} s for {pages} page{'' if pages == 1 else 's'}"
    if file.seconds >= LEAST_SECONDS and each > SECONDS_A_PAGE:
        return f"{took}: more than {SECONDS_A_PAGE:g} s a page"
    if len(files) >= _FEW and file.seconds >= LEAST_SECONDS:
        usual = median(f.seconds / max(1, f.pages) for f in files)
        if usual > 0 and each > TIMES_SECONDS * usual:
            return f"{took}: {each / usual:.0f} times the median of {usual:.2f} s a page"
    return None


def _hungry(file: Measured, files: Sequence[Measured]) -> str | None:
    if file.memory_mb is None:
        return None
    needed = f"needed {file.memory_mb:,.0f} MB"
    if file.memory_mb > MEMORY_MB:
        return f"{needed}: more than {MEMORY_MB:,.0f} MB"
    known = [f.memory_mb for f in files if f.memory_mb is not None]
    if len(known) >= _FEW and file.memory_mb > LEAST_MEMORY_MB and file.memory_mb > TIMES_MEMORY * median(known):
        return f"{needed}: {file.memory_mb / median(known):.0f} times the median of {median(known):,.0f} MB"
    return None
