"""Sentences with marked entities, as people write them and as programs read them.

Marked: one sentence a line, ``<M|Na0.67MnO2> keeps <Y|80%> after <C|100 cycles>.`` JSONL: one object a line with ``text``,
``spans`` ([start, end, label]) and ``style``. ``python annotations/ner/marked.py show FILE.jsonl`` prints the first form,
``read FILE.txt STYLE`` prints the second. With ``--quantities`` the quantities of ``read`` are marked by rule first, for a person
to correct. Method: own.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from pipeline.language.entities import rule_mentions

LETTERS = {
    "M": "MATERIAL",
    "D": "DESIGNATION",
    "P": "PHASE",
    "V": "VOLTAGE",
    "Y": "PERCENT",
    "C": "CYCLES",
    "R": "RATE",
    "A": "CAPACITY",
    "T": "TEMPERATURE",
    "L": "CELL",
    "X": "METHOD",
}
QUANTITIES = frozenset({"VOLTAGE", "PERCENT", "CYCLES", "RATE", "CAPACITY", "TEMPERATURE"})
_MARK = re.compile(r"<([A-Z])\|([^<>]+)>")


def read(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text and the spans of a marked line; raises ValueError for an unknown letter."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(line):
        if match[1] not in LETTERS:
            raise ValueError(f"no label has the letter {match[1]!r}: {line[:80]}")
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), LETTERS[match[1]]))
        text += match[2]
        at = match.end()
    return text + line[at:], spans


def show(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Return a text with its spans marked."""
    letters = {label: letter for letter, label in LETTERS.items()}
    out, at = "", 0
    for start, end, label in sorted(spans):
        out += f"{text[at:start]}<{letters[label]}|{text[start:end]}>"
        at = end
    return out + text[at:]


def with_quantities(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the spans with those quantities added that rules see and no span overlaps."""
    found = [(m.start, m.end, m.label) for m in rule_mentions(text) if m.label in QUANTITIES]
    return sorted([*spans, *(f for f in found if not any(f[0] < b and a < f[1] for a, b, _ in spans))])


def main() -> None:
    """Convert in either direction."""
    parser = argparse.ArgumentParser(description="Convert sentences with marked entities.")
    parser.add_argument("what", choices=["show", "read"])
    parser.add_argument("file", type=Path)
    parser.add_argument("style", nargs="?", default="")
    parser.add_argument("--quantities", action="store_true")
    options = parser.parse_args()
    for line in options.file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        if options.what == "show":
            entry = json.loads(line)
            sys.stdout.write(show(entry["text"], [(a, b, c) for a, b, c in entry["spans"]]) + "\n")
        else:
            text, spans = read(line)
            spans = with_quantities(text, spans) if options.quantities else spans
            sys.stdout.write(json.dumps({"text": text, "spans": spans, "style": options.style}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
