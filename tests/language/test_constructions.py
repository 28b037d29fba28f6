"""The table of constructions: what each says, and nothing else, is read, through the whole way from a Document to Facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.extract import prose
from pipeline.materials import materials
from pipeline.model import Block, BlockKind, Document, Fact, Page

TABLE = Path(__file__).with_name("constructions.tsv")
OXIDES = {
    "NM": "Na0.67Ni0.33Mn0.67O2",
    "NMT": "Na0.67Ni0.33Mn0.57Ti0.1O2",
    "NMC": "Na0.9Ni0.4Mn0.5Cu0.1O2",
}
PREAMBLE = (
    "Here we report Na0.67Ni0.33Mn0.57Ti0.1O2 (denoted as NMT) together with the pristine Na0.67Ni0.33Mn0.67O2 (denoted as NM) "
    "and Na0.9Ni0.4Mn0.5Cu0.1O2 (denoted as NMC)."
)


def rows() -> list[tuple[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


def document(text: str) -> Document:
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH)
    texts = ("Introduction", PREAMBLE, "Results and discussion", text)
    blocks = tuple(Block(k, t, 1) for k, t in zip(kinds, texts, strict=True))
    return Document("construction", "0" * 64, (Page(1, 600.0, 800.0),), blocks)


def read(text: str) -> list[str]:
    doc = document(text)
    return sorted(set(filter(None, (_short(f) for f in prose(doc, materials(doc))))))


def _short(fact: Fact) -> str | None:
    v, name = fact.values, fact.subject.label
    if fact.property == "retention":
        return " ".join(map(str, ("R", name, f"{v['percent']:g}", v["cycles"] or "-", _rate(v["rate"]), v["cell"])))
    if fact.property == "capacity":
        return " ".join(map(str, ("C", name, f"{v['value']:g}", _rate(v["rate"]), v["cycle"] or "-")))
    if fact.property == "voltage_window":
        return f"W {name} {v['low']:g} {v['high']:g} {v['cell']}"
    if fact.property == "transition":
        return f"T {name} {'>'.join(v['steps'])}"  # type: ignore[arg-type]
    return f"D {v['value']:g}" if fact.property == "rate_definition" else None


def _rate(rate: object) -> str:
    return "-" if rate is None else re.sub(r" ?g−1$", "", str(rate)).replace(" ", "")


def expected(cell: str) -> Iterator[str]:
    for fact in filter(None, cell.split("; ")):
        yield f"{fact} half" if fact.startswith("R ") and not fact.endswith((" full", " half")) else fact


@pytest.mark.parametrize(("text", "facts"), rows(), ids=[text[:60] for text, _ in rows()])
def test_construction(text: str, facts: str) -> None:
    assert read(re.sub(r"[\[\]]", "", text)) == sorted(expected(facts))


def test_table_has_its_size() -> None:
    table = rows()
    assert len(table) >= 150
    assert 3 * sum(not facts for _, facts in table) >= len(table)
