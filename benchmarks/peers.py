"""The same documents through Intergrowth and its peers, side by side by one scorer.

usage: python benchmarks/peers.py SHARED_DEV [--stock] [--cathode-data-extractor CHECKOUT [--packages FOLDER]]

In: a folder with pdf/, gold/ and score.py, and perhaps a checkout of CathodeDataExtractor with its dependencies; out: a table.
All peers get the text as Intergrowth read it from the PDF (abstract, paragraphs, lists, captions), as none of them reads PDFs:
what differs is extraction alone. What is run of each stands in ``peers.md``. Method: the scorer's.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import common

from pipeline.model import Document, plain

_NEEDS = "the folder with pdf/, gold/ and score.py"
_CHILD = Path(__file__).with_name("peer_cde.py")
_KINDS = ("abstract", "paragraph", "list", "caption")
Lines = list[dict[str, Any]]


def main() -> None:
    """Run every peer and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, metavar="SHARED_DEV", help=_NEEDS)
    parser.add_argument("--stock", action="store_true", help="ChemDataExtractor2 with the models that it ships (minutes)")
    parser.add_argument("--cathode-data-extractor", type=Path, metavar="CHECKOUT", help="its source, to be run from there")
    parser.add_argument(
        "--packages", type=Path, metavar="FOLDER", help="where its dependencies are (pymatgen, text2chem, word2number)"
    )
    options = parser.parse_args()
    shared = common.folder(options.shared, _NEEDS)
    scorer, gold = common.helper(shared / "score.py"), common.folder(shared / "gold", _NEEDS)
    known = {p.stem for p in gold.glob("*.json")}
    documents, ours = _read([p for p in common.pdfs([shared / "pdf"]) if p.stem in known])
    texts = {d.name: "\n".join(plain(b.text) for b in d.blocks if str(b.kind) in _KINDS) for d in documents}
    peers: dict[str, Lines] = {
        "Intergrowth": ours,
        "regular expressions": [line for name, text in texts.items() for line in patterns(name, text)],
        "ChemDataExtractor2 as shipped": [
            line for name, found in _child(["stock"], texts).items() for line in _of_stock(name, found)
        ],
    }
    if options.cathode_data_extractor:
        checkout = common.folder(options.cathode_data_extractor, "a checkout of CathodeDataExtractor").resolve()
        arguments = [str(checkout), *([str(options.packages.resolve())] if options.packages else [])]
        peers["CathodeDataExtractor"] = [
            line for name, found in _child(arguments, texts).items() for record in found for line in _of_cathode(name, record)
        ]
    scores = {peer: _score(lines, scorer, gold) for peer, lines in peers.items()}
    rows = [[name, *(_figures(scores[peer].get(name)) for peer in peers)] for name in scores["Intergrowth"]]
    common.table(f"F1 (precision / recall) over {len(documents)} documents", ["score", *peers], rows)
    print("facts given: " + ", ".join(f"{peer} {len(lines)}" for peer, lines in peers.items()))
    if not options.cathode_data_extractor:
        print("CathodeDataExtractor was not run: give its checkout with --cathode-data-extractor")


def _read(files: Sequence[Path]) -> tuple[list[Document], Lines]:
    from pipeline.extract import extract
    from pipeline.pdf.reader import read

    documents = [read(path, source="pdfium") for path in files]
    return documents, [dict(fact.as_json()) for document in documents for fact in extract(document)]


def _score(lines: Lines, scorer: Path, gold: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.jsonl"
        facts.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(scorer), str(facts), str(gold), "--json"], capture_output=True, text=True, check=False
        )
    if done.returncode:
        common.fail(f"{scorer} failed with exit status {done.returncode}: {done.stderr}")
    scores: dict[str, Any] = json.loads(done.stdout)["scores"]
    return scores


def _figures(score: Mapping[str, float] | None) -> str:
    return f"{score['f1']:.2f} ({score['precision']:.2f} / {score['recall']:.2f})" if score else "-"


def _child(arguments: Sequence[str], texts: Mapping[str, str]) -> dict[str, Any]:
    """Run a peer in a process of its own, as it changes what it imports."""
    command = [sys.executable, "-W", "ignore", str(_CHILD), *arguments]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    if done.returncode:
        common.fail(f"{_CHILD.name} {arguments[0]} failed with exit status {done.returncode}:\n{done.stderr[-2000:]}")
    if "Traceback" in done.stderr:
        print(f"{arguments[0]}: some documents failed inside it:\n{done.stderr[-600:]}", file=sys.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# -- regular expressions -----------------------------------------------------------------------------------------------------

_DASH = "[-‐‑–—−~]"
_COMPOSITION = re.compile(r"Na[\d./x]*(?:[\[(]?(?:[A-Z][a-z]?[\d./]*)+[\])]?[\d./]*){1,9}O\d(?:\.\d+)?(?![\w])")
_PHASES = re.compile(rf"(?<!\w)((?:[OP]['′’]?[23](?:/[OP]['′’]?[23])*))(?:{_DASH}type)?[-\s]?$")
_WINDOW = re.compile(rf"(\d(?:\.\d+)?)\s*V?\s*(?:{_DASH}|to|and)\s*(\d(?:\.\d+)?)\s*V\b")
_RETENTION = re.compile(
    r"(?:retention|retain\w*|maintain\w*|keep\w*|kept)\b[^.%]{0,60}?(\d{1,2}(?:\.\d+)?)\s*%|"
    r"(\d{1,2}(?:\.\d+)?)\s*%[^.%]{0,40}?(?:retention|retained|of (?:its|the) (?:initial )?capacity)"
)
_CYCLES = re.compile(r"(\d[\d,]*)\s*(?:\w+\s)?cycles")
_RATE = re.compile(r"(?<![\w°])(\d+(?:\.\d+)?)\s*C\b|(\d+(?:\.\d+)?)\s*mA\s*g")
_CAPACITY = re.compile(rf"(\d{{2,3}}(?:\.\d+)?)\s*mA\s*[·.]?\s*h\s*[·./]?\s*g(?:\s*{_DASH}\s*1)?")
_TRANSITION = re.compile(
    rf"([OP]['′’]?\d)(?:\s?(?:→|{_DASH})\s?)([OP]{{1,2}}['′’]?\d|Z)\b[^.]{{0,30}}(?:transition|transformation)"
)


def patterns(document: str, text: str) -> Iterator[dict[str, Any]]:
    """Yield what plain patterns read sentence by sentence; a value belongs to the composition and window last named."""
    composition: str | None = None
    window: dict[str, float] = {}
    for sentence in re.split(r"(?<=[.;])\s+(?=[A-Z])", text):
        named = [(m.start(), m[0]) for m in _COMPOSITION.finditer(sentence)]
        cycles, rate = _CYCLES.search(sentence), _RATE.search(sentence)
        shared = {"cycles": int(cycles[1].replace(",", "")) if cycles else None, "rate": _as_rate(rate)}

        def line(
            name: str, at: int, named: list[tuple[int, str]] = named, last: str | None = composition, **more: Any
        ) -> dict[str, Any]:
            whom = next((n for place, n in reversed(named) if place < at), last)
            return {"document": document, "property": name, "composition": whom, "label": None, "kind": "stated", **more}

        for at, _ in named:
            yield line("material", at + 1)
            if phases := _PHASES.search(sentence[:at]):
                yield line("phase", at + 1, phases=phases[1].split("/"))
        for m in _WINDOW.finditer(sentence):
            if float(m[1]) < float(m[2]) <= 5:
                window = {"low": float(m[1]), "high": float(m[2])}
                yield line("voltage_window", m.start(), cell="half", **window)
        for m in _RETENTION.finditer(sentence):
            yield line("retention", m.start(), percent=float(m[1] or m[2]), cell="half", **shared, **window)
        for m in _CAPACITY.finditer(sentence):
            yield line("capacity", m.start(), value=float(m[1]), rate=shared["rate"], cell="half", **window)
        for m in _TRANSITION.finditer(sentence):
            yield line("transition", m.start(), steps=[m[1], m[2]])
        composition = named[-1][1] if named else composition


def _as_rate(m: re.Match[str] | None) -> str | None:
    return None if m is None else f"{m[1]} C" if m[1] else f"{m[2]} mA g-1"


# -- what the others give ----------------------------------------------------------------------------------------------------


def _of_cathode(document: str, record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one record of CathodeDataExtractor as facts; its name carries the phase, its window is shared by both values."""
    name = str(record.get("Name") or "")
    phase, _, formula = name.partition("-") if re.match(r"[OP]\d?['′]?\d*-", name) else ("", "", name)
    base = {"document": document, "composition": formula or None, "label": record.get("Abbreviation"), "kind": "stated"}
    yield {**base, "property": "material"}
    if phase:
        yield {**base, "property": "phase", "phases": [phase]}
    low, high = record.get("Voltage_range: V") or (None, None)
    if low is not None:
        yield {**base, "property": "voltage_window", "low": low, "high": high, "cell": "half"}
    current = next(
        (f"{record[k]} {unit}" for k, unit in (("Current: C", "C"), ("Current: mAg-1", "mA g-1")) if record.get(k)), None
    )
    more = {"rate": current, "low": low, "high": high, "cell": "half"}
    for cycle, percent in record.get("Cycle_retention: %") or ():
        yield {**base, **more, "property": "retention", "percent": percent, "cycles": cycle}
    for cycle, capacity in record.get("Cycle_capacity: mAhg-1") or ():
        yield {**base, **more, "property": "capacity", "value": capacity, "cycle": cycle}
    if record.get("Capacity"):
        yield {**base, **more, "property": "capacity", "value": record["Capacity"], "cycle": None}


def _of_stock(document: str, records: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the compounds of ChemDataExtractor2 that could be cathodes as materials; no shipped model has more of a cathode."""
    for record in records:
        for name in (record.get("Compound") or {}).get("names", ()):
            if _COMPOSITION.search(str(name)):
                yield {"document": document, "property": "material", "composition": re.sub(r"^[OP]\d-", "", name), "label": None}


if __name__ == "__main__":
    main()
