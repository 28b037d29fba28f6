"""Trends from exports to files: read, merge, classify, count, map, figures, write.

In: export files and `Options`; out: a `Summary`, and in a folder the tables of every stage, figures, ``index.html`` and
``run.json`` with versions, options, counts and seconds of each stage. Files are made beside the folder's and moved in when all
are whole, so that a run that is cut off leaves the last one as it was. Nothing of earlier trends that this run does not make
stays. Method: own.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pipeline.trends import exports, figures, merge, reports, tables
from pipeline.trends.classify import Classification, classify, load_vocabulary
from pipeline.trends.corpus import CorpusValue, corpus_values
from pipeline.trends.count import Counts, count
from pipeline.trends.exports import Reading
from pipeline.trends.hotspots.build import build
from pipeline.trends.hotspots.model import HotspotMap, Settings
from pipeline.trends.hotspots.tables import thesaurus
from pipeline.trends.hotspots.write import write as write_map
from pipeline.trends.model import Publication
from pipeline.trends.page import write_page

COMMAND = "trends"
"""How ``run.json`` says which command wrote it."""

FIGURES, MAP = "figures", "map"
"""Folders of the figures of counts, and of the map's files."""

_PACKAGES = ("intergrowth", "rapidfuzz", "bibtexparser", "graspologic-native", "numpy", "scipy", "pyarrow", "matplotlib")
_LEAST_ON_TOPIC = 20
_STAGING = ".trends-"

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done, and how much there is (0: not known)."""


class FolderError(Exception):
    """A folder that cannot be written to because it holds something else; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is made with.

    ``columns`` maps fields to headers of tables; ``vocabulary`` and ``thesaurus`` are the user's own files; ``records`` is the
    folder of a run over PDFs, whose values are counted too; ``as_of`` the day of the search (later years are not complete);
    ``scope`` says whether the map is of the records on topic or of all.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Path | None = None
    thesaurus: Path | None = None
    records: Path | None = None
    as_of: date | None = None
    scope: Literal["topic", "all"] = "topic"
    figures: bool = True
    map_settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run gave: its folder, what ``run.json`` says, and the stages' results."""

    out: Path
    run: Mapping[str, Any]
    reading: Reading
    publications: tuple[Publication, ...]
    classifications: tuple[Classification, ...]
    counts: Counts
    hotspots: HotspotMap
    values: tuple[CorpusValue, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every file and every record could be used."""
        return not any(f.error for f in self.reading.files) and not any(b.lost for b in self.reading.bad)


def run(places: Sequence[Path], out: Path, options: Options | None = None, progress: Progress | None = None) -> Summary:
    """Make the trends of the exports at ``places`` (files, or folders searched to the bottom) and write them to ``out``.

    A file or record that cannot be used raises nothing: it stands in ``bad_records.csv``. Raises FileNotFoundError for a place
    that does not exist, ValueError for a bad column map, vocabulary, thesaurus or run, `FolderError` and OSError for ``out``.
    """
    options, tell = options or Options(), progress or _silent
    started, clock, cpu = datetime.now(UTC), _Clock(), time.process_time()
    _check(out)
    vocabulary = load_vocabulary(options.vocabulary) if options.vocabulary else load_vocabulary()
    thesaurus(options.thesaurus)  # one that cannot be used is told now, not after minutes
    tell("reading", 0, 0)
    reading = exports.read(places, columns=options.columns, progress=lambda done, total: tell("reading", done, total))
    nothing = None if reading.files else f"no file in {', '.join(map(str, places))}"
    clock.lap("read")
    tell("merging", 0, 0)
    merged = merge.merge(reading.publications)
    clock.lap("merge")
    tell("classifying", 0, 0)
    publications = merged.publications
    classes = tuple(classify(publications, vocabulary))
    clock.lap("classify")
    tell("counting", 0, 0)
    counts = count(publications, classes, options.as_of)
    clock.lap("count")
    values = tuple(corpus_values(options.records, publications)) if options.records else ()
    if options.records:
        clock.lap("corpus")
    tell("mapping", 0, 0)
    shown, scope, note = _scoped(publications, classes, options.scope)
    settings = options.map_settings
    if settings.last_complete_year is None:  # the counts know the day of the search
        settings = replace(settings, last_complete_year=counts.last_complete)
    hotspots = build(shown, settings, thesaurus=options.thesaurus)
    clock.lap("map")
    tell("writing", 0, 0)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_STAGING, dir=out) as made:
        staging = Path(made)
        reports.write_publications(publications, staging)
        reports.write_bad_records(reading, staging)
        reports.write_merges(merged, reading.publications, staging)
        tables.write_classifications(publications, classes, staging)
        tables.write_counts(counts, staging)
        if options.records:
            tables.write_corpus(values, staging)
        clock.lap("write")
        tell("drawing", 0, 0)
        if options.figures:
            figures.draw_counts(counts, staging / FIGURES, vocabulary.topic)
            figures.draw_corpus(values, staging / FIGURES)
        clock.lap("figures")
        write_map(hotspots, staging / MAP, figures=options.figures)
        clock.lap("map files")
        results = sorted(["index.html", *(p.name for p in staging.iterdir())])
        account: dict[str, Any] = {
            "command": COMMAND,
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "versions": _versions(),
            "options": _told(options),
            "vocabulary_sha256": _sha256(options.vocabulary),
            "thresholds": {"title_score": merge.TITLE_SCORE},
            "counts": _numbers(reading, merged, classes, hotspots, len(shown)),
            "map_scope": scope,
            "notes": [n for n in (nothing, note) if n],
            "timings_s": clock.laps(),
            "cpu_s": round(time.process_time() - cpu, 3),
            "results": results,
            "files": [asdict(f) for f in reading.files],
        }
        write_page(account, staging, figures=FIGURES, hotspots=MAP)
        text = json.dumps(account, ensure_ascii=False, indent=1) + "\n"
        (staging / "run.json").write_text(text, "utf-8", "backslashreplace")
        _move(staging, out, results)
    return Summary(out, account, reading, publications, classes, counts, hotspots, values)


def _check(out: Path) -> None:
    """Raise `FolderError` where the folder holds the results of another command."""
    there = out / "run.json"
    if not there.exists():
        return
    try:
        other = json.loads(there.read_text("utf-8")).get("command") != COMMAND
    except (OSError, ValueError, AttributeError):
        other = True
    if other:
        raise FolderError(f"{out} holds a run.json that is not of trends: choose another folder for --out")


def _scoped(
    publications: Sequence[Publication], classes: Sequence[Classification], scope: str
) -> tuple[Sequence[Publication], str, str | None]:
    """Return the publications of the map, its scope, and a note where it is not the one asked for."""
    topical = [p for p, c in zip(publications, classes) if c.on_topic]
    if scope == "topic" and len(topical) >= min(_LEAST_ON_TOPIC, len(publications)):
        return topical, "topic", None
    if scope == "all":
        return publications, "all", None
    few = "no record is" if not topical else f"only {len(topical)} of {len(publications)} records are"
    return publications, "all", f"{few} on topic by the vocabulary: the map is of all records"


def _numbers(
    reading: Reading, merged: merge.Merged, classes: Sequence[Classification], hotspots: HotspotMap, mapped: int
) -> dict[str, int]:
    return {
        "files": len(reading.files),
        "failed_files": sum(f.error is not None for f in reading.files),
        "same_files": sum(f.same_as is not None for f in reading.files),
        "records": sum(f.records for f in reading.files),
        "bad_records": sum(b.lost for b in reading.bad),
        "remarks": sum(not b.lost for b in reading.bad),
        "merged_pairs": sum(p.merged for p in merged.pairs),
        "doubtful_pairs": len(merged.doubtful),
        "publications": len(merged.publications),
        "on_topic": sum(c.on_topic for c in classes),
        "doubtful_on_topic": sum(c.doubtful for c in classes),
        "reviews": sum(c.on_topic and c.review for c in classes),
        "mapped": mapped,
        "terms": len(hotspots.terms),
        "clusters": len(hotspots.themes),
    }


def _move(staging: Path, out: Path, results: Iterable[str]) -> None:
    """Move what was made into its place, ``run.json`` last, and take away what only an earlier run made."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        before = json.loads((out / "run.json").read_text("utf-8"))["results"]
        for name in set(before) - set(results):
            if isinstance(name, str) and Path(name).name == name:
                _remove(out / name)
    for name in (*results, "run.json"):
        target = out / name
        if target.is_dir():
            _remove(target)
        (staging / name).replace(target)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _versions() -> dict[str, str]:
    out = {"python": platform.python_version()}
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            out[package] = version(package)
    return out


def _told(options: Options) -> dict[str, Any]:
    return {
        "columns": dict(options.columns),
        "vocabulary": str(options.vocabulary) if options.vocabulary else None,
        "thesaurus": str(options.thesaurus) if options.thesaurus else None,
        "records": str(options.records) if options.records else None,
        "as_of": options.as_of.isoformat() if options.as_of else None,
        "scope": options.scope,
        "figures": options.figures,
        "map": asdict(options.map_settings),
    }


def _sha256(path: Path | None) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path else None


class _Clock:
    """Seconds of the stages."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round(now - self._last, 3)
        self._last = now

    def laps(self) -> dict[str, float]:
        return {**self._laps, "all": round(sum(self._laps.values()), 3)}


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
