"""All annotations of a folder, whatever tool wrote them.

In: folders and files; out: `Annotations`. A file that cannot be used, or a line or text of it, is a `Problem` and the others are
still read. Facts of a paper are `.json` of ours; mentions in texts are `.jsonl` (ours, doccano), `.json` (Label Studio), `.spacy`
(DocBin) and `.ann` with `.txt` (brat). Who annotated is what the file says, else the folder it stands in, else for a file of many
texts its name. Method: own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from pipeline.audit import brat, gold, labelstudio, spans
from pipeline.audit.values import Annotations, Gold, Marked, Problem
from pipeline.ingest import shown

SUFFIXES = (".json", ".jsonl", ".spacy", ".ann")
LARGEST = 512 * 1024 * 1024


def read_annotations(places: Iterable[Path | str]) -> Annotations:
    """Read every annotation below ``places`` (folders, searched to the bottom, and files); raises FileNotFoundError."""
    golds: list[Gold] = []
    marked: list[Marked] = []
    problems: list[Problem] = []
    for root in map(Path, places):
        if not root.exists():
            raise FileNotFoundError(2, "does not exist", str(root))
        for path in _files(root):
            inside = path.relative_to(root) if root.is_dir() else Path(path.name)
            try:
                if path.stat().st_size > LARGEST:
                    raise ValueError(f"is larger than {LARGEST // 1024**2} MB: split it")
                found, texts, wrong = _read(path, inside)
            except OSError as error:
                found, texts, wrong = [], [], [Problem(shown(path), None, error.strerror or str(error))]
            except (ValueError, RecursionError, TypeError, AttributeError, KeyError) as error:
                found, texts, wrong = [], [], [Problem(shown(path), getattr(error, "lineno", None), _told(error))]
            golds += found
            marked += texts
            problems += wrong
    golds, twice = _once(golds)
    return Annotations(tuple(golds), tuple(marked), tuple(problems + twice))


def _files(root: Path) -> Iterator[Path]:
    """Yield the files that may hold annotations, in sorted order; hidden ones and links to folders are passed over."""
    if root.is_file():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (Path(folder, n) for n in sorted(names) if n.lower().endswith(SUFFIXES) and not n.startswith("."))


def _read(path: Path, inside: Path) -> tuple[list[Gold], list[Marked], list[Problem]]:
    """Read one file by its suffix and form."""
    content, place = path.read_bytes(), shown(path)
    folder = "" if str(inside.parent) == "." else inside.parent.as_posix()
    many = f"{folder}/{path.stem}".lstrip("/")
    match path.suffix.lower():
        case ".ann":
            text = path.with_suffix(".txt")
            if not text.is_file():
                return [], [], [Problem(place, None, f"the text {text.name} is not beside it")]
            return [], *brat.read_brat(content, text.read_bytes(), place, brat.document_name(path.stem), unquote(folder))
        case ".spacy":
            return [], *spans.read_docbin(content, place, path.stem, many)
        case ".jsonl":
            return [], *spans.read_jsonl(content, place, path.stem, many)
    data = json.loads(spans.decoded(content))
    if gold.is_gold(data):
        return [gold.read_gold(data, str(data.get("document") or path.stem), folder, place)], [], []
    if isinstance(data, dict) and "data" in data:
        data = [data]
    if labelstudio.is_tasks(data):
        return [], *labelstudio.read_tasks(data, place, path.stem, many)
    raise ValueError('is no annotation: neither "materials" of a paper nor tasks of Label Studio were found')


def _once(golds: list[Gold]) -> tuple[list[Gold], list[Problem]]:
    """Keep one annotation of a document by one annotator; a second one is a problem."""
    kept: dict[tuple[str, str], Gold] = {}
    problems = []
    for one in golds:
        first = kept.setdefault((one.document, one.annotator), one)
        if first is not one:
            error = f"{one.document} is annotated in {first.source} already: give a second annotator a folder of their own"
            problems.append(Problem(one.source, None, error))
    return list(kept.values()), problems


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is no JSON: {error.msg} (column {error.colno})"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return str(error) if isinstance(error, ValueError) else f"has a form that is not described ({type(error).__name__}: {error})"
