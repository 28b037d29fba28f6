"""The evidence report of a run: one static page that opens from the file system, with a box on the page for every value.

In: a run's folder (``records.jsonl``, ``run.json``, ``verdicts.csv``, ``documents/``), the PDFs it names, and the decisions of
reviewers; out: ``report/index.html`` with its scripts, ``report/data/`` (what there is, and a file a document, loaded when it is
opened) and ``report/pages/`` (pictures of the pages that carry evidence, loaded when they come into view). Text of a PDF is data
throughout: it never stands in markup, and the scripts place it as text. Method: own.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.audit.evidence.gather import Decided, decided, gather, slug
from pipeline.audit.evidence.pictures import draw

PARTS = ("words.js", "kept.js", "sheets.js", "values.js", "decide.js", "overview.js", "report.js", "report.css")
"""The files beside this one that the page is made of."""


def write_report(run: Path, held: Iterable[Decided] = (), *, workers: int | None = None) -> Path:
    """Write ``RUN/report`` anew and return its index.

    ``held`` are the decisions of reviewers that the run's store holds. Pages are drawn in ``workers`` processes (default: one
    a processor); pictures of an earlier report of the same PDF are kept. Raises FileNotFoundError where ``records.jsonl`` or
    ``run.json`` is missing, ValueError where they cannot be read, OSError for what cannot be written. A PDF that is no longer
    there, has changed or cannot be drawn leaves empty sheets and a sentence.
    """
    for left_behind in run.glob(".report-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    works = gather(run, held)
    staging = Path(tempfile.mkdtemp(prefix=".report-", dir=run))
    try:
        (staging / "data").mkdir()
        (staging / "pages").mkdir()
        for name in PARTS:
            (staging / name).write_text(files(__package__).joinpath(name).read_text("utf-8"), "utf-8")
        (staging / "index.html").write_text(files(__package__).joinpath("index.html").read_text("utf-8"), "utf-8")
        pictures = draw(works.wanted, staging / "pages", run / "report" / "pages", workers)
        for slug in works.slugs:
            _data(staging / "data" / f"{slug}.js", slug, works.document(slug, pictures))
        _data(staging / "data" / "index.js", "index", works.index())
        staging.chmod(0o777 & ~_umask())
        _into_place(staging, run / "report")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return run / "report" / "index.html"


def _data(path: Path, slug: str, value: Mapping[str, Any]) -> None:
    """Write data as a script, since a page from the file system may load nothing else: JSON in a string of plain ASCII."""
    text = json.dumps(json.dumps(value, ensure_ascii=True, separators=(",", ":")))
    path.write_text(f'Intergrowth.give("{slug}", {text});\n', "ascii")


def _into_place(staging: Path, target: Path) -> None:
    """Move a finished report into its place; at no moment does half of one stand there."""
    old = staging.with_name(f"{staging.name}-old")
    if target.exists():
        target.replace(old)
    staging.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


__all__ = ["Decided", "decided", "slug", "write_report"]
