"""Measure entities on a file of marked sentences: the model alone, the rules alone, and both together.

``python annotations/ner/evaluate.py FILE.jsonl [--model DIR] [--errors]`` prints precision, recall and F1 by label. A mention is
right when its label and both its ends are. Method: own; micro-averaged, exact spans.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import spacy
from reader import Span, load

from pipeline.language.entities import LABELS, rule_mentions
from pipeline.language.nlp import MODEL, mentions


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure entities on marked sentences.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--errors", action="store_true", help="print what is missed (-) and what is too much (+)")
    options = parser.parse_args()
    entries = load(options.file)
    nlp = spacy.load(options.model)
    docs = list(nlp.pipe(text for text, _ in entries))
    gold = [set(spans) for _, spans in entries]
    systems = {
        "model": [{(e.start_char, e.end_char, e.label_) for e in doc.ents} for doc in docs],
        "rules": [{(m.start, m.end, m.label) for m in rule_mentions(doc.text)} for doc in docs],
        "both": [{(m.start, m.end, m.label) for m in mentions(doc)} for doc in docs],
    }
    sys.stdout.write(f"{options.file.name}: {len(entries)} sentences, {sum(map(len, gold))} entities\n")
    sys.stdout.write(f"{'':12}{'n':>5}" + "".join(f"{name + ' P':>9}{'R':>6}{'F1':>6}" for name in systems) + "\n")
    tables = {name: _count(gold, found) for name, found in systems.items()}
    for label in (*LABELS, "all"):
        row = f"{label:12}{sum(label in (s[2], 'all') for spans in gold for s in spans):5}"
        for table in tables.values():
            row += "{:>9.2f}{:>6.2f}{:>6.2f}".format(*_scores(table, label))
        sys.stdout.write(row + "\n")
    if options.errors:
        for (text, _), right, found in zip(entries, gold, systems["both"], strict=True):
            lines = [f"  - {c} {text[a:b]!r}" for a, b, c in sorted(right - found)]
            lines += [f"  + {c} {text[a:b]!r}" for a, b, c in sorted(found - right)]
            if lines:
                sys.stdout.write("\n".join([text, *lines]) + "\n")


def _count(gold: Iterable[set[Span]], found: Iterable[set[Span]]) -> Counter[tuple[str, str]]:
    """Count what is right, too much and missed, by label."""
    table: Counter[tuple[str, str]] = Counter()
    for right, seen in zip(gold, found, strict=True):
        table.update(("right", s[2]) for s in right & seen)
        table.update(("extra", s[2]) for s in seen - right)
        table.update(("missed", s[2]) for s in right - seen)
    return table


def _scores(table: Counter[tuple[str, str]], label: str) -> tuple[float, float, float]:
    """Return precision, recall and F1; 1.00 where there is nothing to find and nothing was found."""
    counts = {
        what: sum(n for (w, c), n in table.items() if w == what and label in (c, "all")) for what in ("right", "extra", "missed")
    }
    found, there = counts["right"] + counts["extra"], counts["right"] + counts["missed"]
    precision = counts["right"] / found if found else 1.0
    recall = counts["right"] / there if there else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    main()
