"""How well PDFs are read: against publishers' JATS, and formula by formula against compositions annotated by hand.

usage: python benchmarks/reading.py SHARED_DEV [--source pdfium] [--show]

In: a folder with real/*.pdf and *.xml and score_reading.py, with pdf/*.pdf and gold/*.json; out: two tables a source.
The first holds the scorer's figures beside their targets. The second, for the paragraphs of pdf/:

formulas    places where a gold composition stands in running text, markup and spaces aside
flat        those of them that the page itself prints with every character on one baseline in one size: they do not count further
recall      share of their numerals that are subscripts, whole
wrong       share of their subscripts that are no numeral; of all superscripts in them too
subs, odd   subscripts in running text; those that follow neither a symbol (Na, V, σ) nor a bracket
paragraphs, order   paragraphs; share of neighbours whose second begins further down, in a later column or on a later page
mid         share of paragraphs that begin in mid-sentence: with a small letter, or after one that ends without a stop
marks, resolved     citation marks in superscript or brackets, where the file has a list of references; share whose numbers all
                    stand in the list and that are resolved

Order and mid are proxies: no truth is at hand for these files. Exit status 1 where a target is missed. Method: own.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import common
from rich.console import Console
from rich.progress import track

from pipeline.model import Block, BlockKind, Document
from pipeline.pdf.chars import Char

FIGURES = {"text": 0.97, "purity": 0.95, "order": 0.99, "sub": 0.95, "sup": 0.90, "captions": 0.95, "rows": 0.85, "refs": 0.95}
"""The scorer's figures and their targets in the mean."""
RECALL = 0.99
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.ABSTRACT, BlockKind.LIST)
_NEEDS = "the folder with the papers to read and what they say: real/, pdf/, gold/, score_reading.py"

_SUB, _BASE, _SUP = -1, 0, 1
_MARKUP = re.compile(r"([_^])\{([^{}]*)\}")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?")
_SYMBOL_BEFORE = re.compile(r"(?:[A-Z][a-z]?|[α-ωΑ-Ωϕϑµ∆∂∇ℓ]|[)\]}>⟩′″'’]|\b[PRIFCA]-?\d|(?<![A-Za-z])[a-z]{1,2})$")
_NUMBERS = r"[1-9]\d{0,3}(?:\s*[,;–‑\-−]\s*[1-9]\d{0,3})*"
_MARK = re.compile(rf"\^\{{\[?\s*({_NUMBERS})\s*\]?[,.;]?\}}|\[({_NUMBERS})\]")
_UNIT = r"(?:[kcmnμµpM]?(?:m|g|s|A|V|W|L|l|h|K|J|C|Å)|R|x|χ|mol|min|dm)"
_QUANTITY_BEFORE = re.compile(rf"(?:\d|[×·⋅/(=+−\-~<>±]|(?:^|[\s(/·⋅\d]){_UNIT})$")
_STOPS = tuple('.!?:;”")]…')


@dataclass
class Tally:
    """What was counted in one document, and what is worth a look."""

    formulas: int = 0
    flat: int = 0
    numerals: int = 0
    lowered: int = 0
    scripts: int = 0
    wrong: int = 0
    subscripts: int = 0
    odd: int = 0
    paragraphs: int = 0
    pairs: int = 0
    ordered: int = 0
    mid: int = 0
    marks: int = 0
    resolved: int = 0
    notes: list[str] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, metavar="SHARED_DEV", help=_NEEDS)
    parser.add_argument("--source", action="append", choices=common.SOURCES, help="this source only; may be repeated")
    parser.add_argument("--show", action="store_true", help="list every miss")
    options = parser.parse_args()
    shared = common.folder(options.shared, _NEEDS)
    sources = options.source or list(common.SOURCES[:2])
    good = [against_jats(shared, sources, options.show)]
    good += [against_compositions(shared, source, options.show) for source in sources]
    sys.exit(0 if all(good) else 1)


# -- against JATS --------------------------------------------------------------------------------------------------------


def against_jats(shared: Path, sources: Sequence[str], show: bool) -> bool:
    """Print the figures of score_reading.py over real/ for each source; return whether every mean reaches its target."""
    scorer = common.helper(shared / "score_reading.py")
    files = [p for p in common.pdfs([common.folder(shared / "real", _NEEDS)]) if p.with_suffix(".xml").is_file()]
    if not files:
        common.fail(f"no PDF in {shared / 'real'} has its .xml beside it")
    rows = []
    good = True
    for source in sources:
        with tempfile.TemporaryDirectory() as folder:
            pairs: list[str] = []
            for path in track(files, description=f"{source}: real", console=Console(stderr=True)):
                from pipeline.pdf.reader import document_as_json

                read = Path(folder) / f"{path.stem}.json"
                read.write_text(json.dumps(document_as_json(_read(path, source))), encoding="utf-8")
                pairs += [str(read), str(path.with_suffix(".xml"))]
            command = [sys.executable, str(scorer), *pairs, *(["--show"] if show else [])]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            common.fail(f"{scorer} failed with exit status {done.returncode}")
        names, *lines = (line.split() for line in done.stdout.splitlines())
        rows += [[source, *line] for line in lines]
        mean = dict(zip(names, lines[-1][1:], strict=True))
        good = good and all(mean.get(name, "–") == "–" or float(mean[name]) >= least for name, least in FIGURES.items())
    rows.append(["", "target", *(f"{FIGURES.get(name, 0):.2f}" for name in names)])
    common.table(f"{len(files)} publishers' PDFs against their JATS", ["source", "document", *names], rows)
    return good


def _read(path: Path, source: str) -> Document:
    from pipeline.pdf.errors import ReadError
    from pipeline.pdf.reader import read

    try:
        return read(path, source=source)  # type: ignore[arg-type]
    except ReadError as error:
        common.fail(str(error))


# -- against gold compositions -------------------------------------------------------------------------------------------


def against_compositions(shared: Path, source: str, show: bool) -> bool:
    """Print what became of the compositions, paragraphs and citation marks of pdf/; return whether recall reaches its target."""
    gold = common.folder(shared / "gold", _NEEDS)
    files = common.pdfs([common.folder(shared / "pdf", _NEEDS)])
    found: dict[str, Tally] = {}
    for path in track(files, description=f"{source}: pdf", console=Console(stderr=True)):
        known = max((g for g in gold.glob("*.json") if path.stem.startswith(g.stem)), key=lambda g: len(g.stem), default=None)
        compositions = gold_compositions(json.loads(known.read_text(encoding="utf-8"))) if known else []
        found[path.stem] = measure(_read(path, source), compositions, Printed(path, source))
    rows = [_row(name, tally) for name, tally in found.items()]
    whole = Tally(*(sum(getattr(t, name) for t in found.values()) for name in list(Tally.__dataclass_fields__)[:-1]))
    rows.append(_row("all", whole))
    columns = ["formulas", "flat", "recall", "wrong", "subs", "odd", "paragraphs", "order", "mid", "marks", "resolved"]
    common.table(f"{source}: gold compositions in paragraphs (target: recall {RECALL})", ["document", *columns], rows)
    if show:
        for name, tally in found.items():
            for note in tally.notes:
                print(f"{source} {name}: {note}")
    return whole.numerals > 0 and whole.lowered >= RECALL * whole.numerals


def _row(name: str, t: Tally) -> list[str]:
    return [
        name,
        str(t.formulas),
        str(t.flat),
        _share(t.lowered, t.numerals),
        _share(t.wrong, t.scripts),
        str(t.subscripts),
        str(t.odd),
        str(t.paragraphs),
        _share(t.ordered, t.pairs),
        _share(t.mid, t.paragraphs),
        str(t.marks),
        _share(t.resolved, t.marks),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "–"


def gold_compositions(gold: dict[str, Any]) -> list[str]:
    """Return the compositions of a gold file as plain formulas with numerals, the longest first; parts of a composite apart."""
    every: set[str] = set()
    for material in gold["materials"]:
        given = [material.get("composition"), material.get("composition_printed"), *(material.get("composition_also") or [])]
        for text in (g for g in given if g and " " not in g):
            every.update(re.findall(r"(?:[A-Z][a-z]?|[()\[\]]|\d[\d./]*)+", _folded(text).replace(" ", "")))
    return sorted((c for c in every if re.search(r"\d", c) and len(re.findall("[A-Z]", c)) > 2), key=lambda c: (-len(c), c))


def measure(document: Document, compositions: Sequence[str], printed: Printed) -> Tally:
    """Return the tally of one document."""
    tally = Tally()
    running = [b for b in document.blocks if b.kind in _RUNNING]
    for block in running:
        _formulas(block, compositions, printed, tally)
        _subscripts(block, tally)
        _marks(block, frozenset(r.number for r in document.references), tally)
    _paragraphs([b for b in running if b.kind is not BlockKind.LIST], document, tally)
    return tally


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("⁄", "/").replace("∕", "/").replace("−", "-")


def _leveled(text: str) -> list[tuple[str, int]]:
    """Return a text's characters without markup, each with its level: subscript, base or superscript."""
    out: list[tuple[str, int]] = []
    at = 0
    for m in _MARKUP.finditer(text):
        out += [(c, _BASE) for c in text[at : m.start()]]
        out += [(c, _SUB if m[1] == "_" else _SUP) for c in m[2]]
        at = m.end()
    return out + [(c, _BASE) for c in text[at:]]


class Printed:
    """What a PDF's pages print, character by character, looked at only where a formula was read without a subscript."""

    def __init__(self, path: Path, source: str) -> None:
        self._path, self._source = path, source
        self._pages: dict[int, tuple[Char, ...]] = {}

    def flat(self, composition: str, page: int) -> bool:
        """Whether the page prints this composition somewhere in one size on one baseline."""
        chars = [c for c in self._chars(page) if not c.text.isspace()]
        text = "".join(_folded(c.text)[:1] or " " for c in chars)
        return any(
            len({(round(c.size, 1), round(c.baseline, 1)) for c in chars[m.start() : m.end()]}) == 1
            for m in re.finditer(re.escape(composition), text)
        )

    def _chars(self, page: int) -> tuple[Char, ...]:
        from pipeline.pdf.pdfium import PdfiumSource
        from pipeline.pdf.plumber import PlumberSource

        if page not in self._pages:
            opened = PlumberSource(self._path) if self._source == "pdfplumber" else PdfiumSource(self._path)
            self._pages[page] = opened.page(page - 1).chars
            opened.close()
        return self._pages[page]


def _formulas(block: Block, compositions: Sequence[str], printed: Printed, tally: Tally) -> None:
    chars = [(f, level) for c, level in _leveled(block.text) for f in _folded(c)]
    solid = [i for i, (c, _) in enumerate(chars) if not c.isspace()]
    text = "".join(chars[i][0] for i in solid)
    taken: set[int] = set()
    for composition in compositions:
        for m in re.finditer(re.escape(composition), text):
            places = solid[m.start() : m.end()]
            if taken.isdisjoint(places) and _stands_alone(chars, places):
                taken.update(places)
                tally.formulas += 1
                own = [chars[i] for i in places]
                where = f"p. {block.page}: {_around(block.text, composition)}"
                if all(level == _BASE for _, level in own) and any(
                    printed.flat(composition, page) for page in {w.page for w in block.words}
                ):
                    tally.flat += 1
                    tally.notes.append(f"{composition} is printed without subscripts: {where}")
                else:
                    _formula(composition, own, tally, where)


def _stands_alone(chars: Sequence[tuple[str, int]], places: Sequence[int]) -> bool:
    """Whether a formula is neither the end nor the beginning of a longer one; a superscript after it may be a citation."""
    first, last = places[0], places[-1]
    if first and chars[first - 1][0].isalnum() and chars[first - 1][1] == chars[first][1]:
        return False
    if last + 1 >= len(chars):
        return True
    after, level = chars[last + 1]
    more = after == "." and last + 2 < len(chars) and chars[last + 2][0].isdigit() and level == chars[last + 2][1]
    return not ((after.isalnum() or more) and level == chars[last][1])


def _formula(composition: str, chars: Sequence[tuple[str, int]], tally: Tally, where: str) -> None:
    numerals: set[int] = set()
    for m in _NUMERAL.finditer(composition):
        tally.numerals += 1
        numerals.update(range(m.start(), m.end()))
        if all(level == _SUB for _, level in chars[m.start() : m.end()]):
            tally.lowered += 1
        else:
            tally.notes.append(f"{m[0]} of {composition} is no subscript: {where}")
    levels = [level for _, level in chars]
    tally.scripts += sum(level != _BASE for level in levels)
    wrong = [i for i, level in enumerate(levels) if level == _SUP or (level == _SUB and i not in numerals)]
    tally.wrong += len(wrong)
    if wrong:
        tally.notes.append(f"{''.join(composition[i] for i in wrong)} of {composition} is set off: {where}")


def _around(text: str, composition: str) -> str:
    """Return the piece of a marked-up text that prints a composition, as near as it can be told."""
    loose = r"[\s_^{}]*".join(map(re.escape, composition))
    m = re.search(loose, _folded(text))
    return _folded(text)[max(m.start() - 20, 0) : m.end() + 10] if m else text[:60]


def _subscripts(block: Block, tally: Tally) -> None:
    for m in _MARKUP.finditer(block.text):
        if m[1] != "_":
            continue
        tally.subscripts += 1
        before = block.text[max(m.start() - 40, 0) : m.start()]
        if not before.endswith("}") and not _SYMBOL_BEFORE.search(before):
            tally.odd += 1
            tally.notes.append(f"odd subscript: {before[-30:]}{m[0]}{block.text[m.end() : m.end() + 10]}")


def _marks(block: Block, listed: frozenset[int], tally: Tally) -> None:
    for m in _MARK.finditer(block.text) if listed else ():
        before = block.text[max(m.start() - 12, 0) : m.start()]
        if m[1] and _QUANTITY_BEFORE.search(before):
            continue
        if m[2] and re.search(r"[A-Za-z}]$", before):  # a structural formula or an index of a direction: Na[0.9]…
            continue
        tally.marks += 1
        known = all(n in listed for n in _numbers(m[1] or m[2]))
        if known and any(c.start < m.end() and m.start() < c.end for c in block.citations):
            tally.resolved += 1
        else:
            why = "not resolved" if known else "not in the list"
            tally.notes.append(f"mark {why}: {before}{m[0]}{block.text[m.end() : m.end() + 10]}")


def _numbers(text: str) -> Iterator[int]:
    for part in re.split(r"\s*[,;]\s*", text):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        yield from range(ends[0], ends[-1] + 1) if len(ends) == 2 and ends[0] < ends[1] < ends[0] + 60 else ends


def _paragraphs(blocks: Sequence[Block], document: Document, tally: Tally) -> None:
    placed = [b for b in blocks if b.words]
    widths = {p.number: p.width for p in document.pages}
    tally.paragraphs = len(placed)
    for k, block in enumerate(placed):
        before = placed[k - 1] if k else None
        if before is not None:
            tally.pairs += 1
            if _follows(before, block, widths):
                tally.ordered += 1
            else:
                tally.notes.append(f"out of order: p. {block.page}: {block.text[:60]}")
        small = re.match(r"[a-z]{2,}(?![\w.]*[-–=.(])", block.text)
        unfinished = before is not None and not re.sub(r"\^\{[^{}]*\}$|\[[\d, –-]*\]$", "", before.text.rstrip()).endswith(_STOPS)
        if small or (unfinished and block.text[:1].islower()):
            tally.mid += 1
            tally.notes.append(f"begins in mid-sentence: p. {block.page}: {block.text[:60]}")


def _follows(a: Block, b: Block, widths: dict[int, float]) -> bool:
    """Whether block ``b`` begins after block ``a``: on a later page, in a column further right, or further down."""
    first, second = a.words[0], b.words[0]
    if first.page != second.page:
        return second.page > first.page
    aside = second.box[0] - first.box[0]
    column = 0.3 * widths.get(first.page, 600.0)
    if aside > column:
        return True
    lowest = max(w.box[3] for w in a.words if w.page == first.page)
    return second.box[1] >= (lowest if aside < -column else first.box[1]) - 2


if __name__ == "__main__":
    main()
