"""The evidence report of a large run: how long it takes to write and to open, and how large it is.

``python benchmarks/report.py [--documents 300]`` makes PDFs and records of its own in a temporary folder, writes the report twice
(the second time all pictures are taken over), and opens it in a headless Chromium where there is one. Prints a table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
import time
from pathlib import Path

from reportlab.pdfgen import canvas

from pipeline.audit.evidence import slug, write_report

PAGES, WITH_EVIDENCE, VALUES = 8, 3, 60


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--documents", type=int, default=300)
    documents = arguments.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        out = make_run(Path(folder), documents)
        rows = [("documents, values", f"{documents}, {documents * VALUES:,}")]
        for name in ("written", "written again"):
            began = time.perf_counter()
            index = write_report(out)
            rows.append((f"{name} in", f"{time.perf_counter() - began:.1f} s"))
        report = out / "report"
        for name, files in (("pictures", list((report / "pages").iterdir())), ("data", list((report / "data").iterdir()))):
            rows.append((f"{name}: files, size", f"{len(files)}, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB"))
        rows.append(
            ("read to open it", f"{sum(f.stat().st_size for f in [*report.glob('*.*'), report / 'data/index.js']) / 1e3:.0f} kB")
        )
        rows += opened(index, documents)
    for name, value in rows:
        print(f"{name:40} {value}")


def make_run(folder: Path, documents: int) -> Path:
    """Write PDFs of dense text and a run that has read them."""
    out = folder / "out"
    out.mkdir()
    chance = random.Random(1)
    words = ("phase", "intergrowth", "sodium", "layered", "oxide", "retention", "cycles", "capacity", "voltage", "window")
    entries, lines = [], []
    for number in range(documents):
        path = folder / f"paper-{number}.pdf"
        sheet = canvas.Canvas(str(path), pagesize=(595, 842))
        for _ in range(PAGES):
            sheet.setFont("Times-Roman", 9)
            for line in range(64):
                for column in (40, 310):
                    sheet.drawString(column, 800 - 12 * line, " ".join(chance.choices(words, k=7))[:52])
            sheet.showPage()
        sheet.save()
        name = f"paper-{number}"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        entries.append({"document": name, "path": str(path), "sha256": digest, "pages": PAGES, "supplement_of": None, "file": ""})
        lines += [json.dumps(value(chance, documents, number, n)) for n in range(VALUES)]
    (out / "records.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (out / "run.json").write_text(json.dumps({"run": 1, "documents": entries}), "utf-8")
    return out


def value(chance: random.Random, documents: int, number: int, n: int) -> dict[str, object]:
    """Return the line of a record; each hundredth conflicts with one of another document."""
    ident, name, top = number * VALUES + n, f"paper-{number}", 60 + 12 * chance.randrange(55)
    rival = (ident + VALUES) % (documents * VALUES)
    boxes = [[60, top, 90, top + 10], [40, top, 285, top + 22]]
    evidence = {
        "document": name,
        "page": 1 + n % WITH_EVIDENCE,
        "boxes": boxes,
        "text": "It kept 80.6% after 200 cycles at 1 C. " * 3,
    }
    evidence |= {"extractor": "prose/1", "kind": "stated", "confidence": 0.9, "table": None, "row": None}
    return {
        **{
            "record_id": f"{ident:016x}",
            "document": name,
            "table": None,
            "row": None,
            "composition": "Na0.7MnO2",
            "labels": ["NMO"],
        },
        **{"phases": ["P2"], "role": "target", "sample": None, "reference": None, "property": "retention"},
        **{"percent": chance.randrange(300, 1000) / 10, "cycles": 200, "rate": "1 C", "printed": {}},
        **{"verdict": "conflict" if n == 0 and number % 2 == 0 else "single", "confidence": round(chance.random(), 3)},
        **{"rivals": [f"{rival:016x}"] if n == 0 else [], "reason": None, "proposal": None, "evidence": [evidence] * (1 + n % 3)},
        **{"supersedes": None, "doi": None, "licence": None},
    }


def opened(index: Path, documents: int) -> list[tuple[str, str]]:
    """Return how long the overview and a document take until they can be used, three times each."""
    from tests.support.browser import browser

    def seconds(driver: object, address: str, ready: str) -> float:
        began = time.perf_counter()
        driver.get(address)  # type: ignore[attr-defined]
        while driver.execute_script("return document.body.dataset.ready") != ready:  # type: ignore[attr-defined]
            time.sleep(0.005)
        return time.perf_counter() - began

    try:
        with browser() as driver:
            first = [seconds(driver, index.as_uri(), "overview") for _ in range(3)]
            last = slug(f"paper-{documents - 1}")
            from_outside = seconds(driver, f"{index.as_uri()}?fresh#/{last}", last)
            inside = [seconds(driver, f"{index.as_uri()}?fresh#/{slug(f'paper-{n}')}", slug(f"paper-{n}")) for n in (1, 2, 3)]
    except BaseException as reason:  # a skip of the tests is no Exception
        return [("opened", f"not measured: {reason}")]
    return [
        ("overview can be used after", ", ".join(f"{s:.2f} s" for s in first)),
        ("a document from outside after", f"{from_outside:.2f} s"),
        ("a document from another after", ", ".join(f"{s:.2f} s" for s in inside)),
    ]


if __name__ == "__main__":
    main()
