"""Sentences for training, as spaCy examples: each as written, and again with its numbers, labels and print varied.

In: a JSONL file (see ``marked.py``). Out: spaCy Examples. Only numbers, sample names and print (dashes, primes, blanks before
units, subscripts parted by blanks) vary; the wording never does, and every variant keeps its spans. Method: own.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example

from pipeline.language import nlp as _registered  # noqa: F401 - registers our tokenizer and components

Span = tuple[int, int, str]


@spacy.registry.readers("intergrowth.Sentences.v1")
def sentences(path: Path, variants: int, seed: int) -> Callable[[Language], Iterator[Example]]:
    """Return a reader of ``path`` that adds ``variants`` varied copies of every sentence."""

    def read(nlp: Language) -> Iterator[Example]:
        chance = random.Random(seed)
        for text, spans in load(path):
            yield example(nlp, text, spans)
            for _ in range(variants):
                yield example(nlp, *varied(text, spans, chance))

    return read


def load(path: Path) -> list[tuple[str, list[Span]]]:
    """Return the texts of a JSONL file with their spans."""
    entries = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(e["text"], [(a, b, c) for a, b, c in e["spans"]]) for e in entries]


def example(nlp: Language, text: str, spans: list[Span]) -> Example:
    """Return a spaCy Example; a span that does not fall on tokens (a varied print may glue them) is left unknown."""
    doc = nlp.make_doc(text)
    return Example.from_dict(doc, {"entities": [(a, b, c) for a, b, c in spans if doc.char_span(a, b) is not None]})


def varied(text: str, spans: list[Span], chance: random.Random) -> tuple[str, list[Span]]:
    """Return a sentence with other numbers, names and print."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, label in sorted(spans):
        pieces += [(text[at:start], ""), (text[start:end], label)]
        at = end
    pieces.append((text[at:], ""))
    dash = chance.choice(["–", "–", "-", "−", "—"])
    prime = chance.choice(["′", "′", "'", "’"])
    loose = chance.random() < 0.1
    names: dict[str, str] = {}
    out, found = "", []
    for piece, label in pieces:
        new = _VARY.get(label, _same)(piece, chance, names)
        new = re.sub("[–−—]", dash, new) if label != "MATERIAL" else re.sub("[–−—]", chance.choice("–−-"), new)
        new = new.replace("′", prime)
        if label == "MATERIAL" and loose and not re.search(r"[(\[@x]", new):
            new = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Z])", " ", new)
        if label:
            found.append((len(out), len(out) + len(new), label))
        out += new
    return out, found


def _same(piece: str, chance: random.Random, names: dict[str, str]) -> str:
    return piece


def _number(piece: str, chance: random.Random, names: dict[str, str]) -> str:
    """Return a quantity with other last digits and maybe no blank before its unit."""
    piece = re.sub(r"\d(?=\.\d|\b)", lambda m: str(chance.randint(0, 9)) if m.start() else m[0], piece)
    return re.sub(r"(?<=\d) (?=[V%]|C\b|mA|°)", chance.choice([" ", " ", ""]), piece)


def _name(piece: str, chance: random.Random, names: dict[str, str]) -> str:
    """Return another name of the same build: capitals for capitals, digits for digits; the same for the same name."""
    if piece.startswith(("x =", "Na")) or chance.random() < 0.4:
        return piece
    if piece not in names:
        names[piece] = "".join(
            chance.choice("NMFTCLKZSBAH") if c.isupper() else str(chance.randint(0, 9)) if c.isdigit() else c for c in piece
        )
    new = names[piece]
    return piece if re.fullmatch(r"(?:OP|O|P|T|C|V|K|Na|Mn)\d*|.", new) else new


_ELEMENTS = ("Ni", "Mn", "Fe", "Co", "Cu", "Ti", "Mg", "Zn", "Al", "Sn", "Zr", "Sb", "Li", "Ca", "Nb")


def _composition(piece: str, chance: random.Random, names: dict[str, str]) -> str:
    """Return a composition with one metal exchanged and other second decimals."""
    present = [e for e in _ELEMENTS if re.search(rf"{e}(?![a-z])", piece)]
    absent = [e for e in _ELEMENTS if e not in present]
    if present and chance.random() < 0.5:
        piece = re.sub(rf"{chance.choice(present)}(?![a-z])", chance.choice(absent), piece)
    return re.sub(r"(?<=0\.\d)\d", lambda _: str(chance.randint(0, 9)), piece)


_VARY: dict[str, Callable[[str, random.Random, dict[str, str]], str]] = {
    "VOLTAGE": _number,
    "PERCENT": _number,
    "CYCLES": _number,
    "RATE": _number,
    "CAPACITY": _number,
    "TEMPERATURE": _number,
    "DESIGNATION": _name,
    "MATERIAL": _composition,
}
