"""Measure the classification of publications on the labels: ``python annotations/trends/evaluate.py EXPORT… [--errors]``.

In: bibliographic exports that hold the labelled DOIs (most of them are in any wide search for sodium-ion batteries), and
``labels.csv`` beside this file; out: precision and recall of each part on standard output. Method: own; classes are counted over
the records that the label says are on topic, micro-averaged.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.trends import exports
from pipeline.trends.classify import VOCABULARY, Classification, classify, load_vocabulary

LABELS = Path(__file__).with_name("labels.csv")
_CLASSES: dict[str, Callable[[Classification], Iterable[str]]] = {
    "families": lambda c: c.families,
    "challenges": lambda c: c.challenges,
    "strategies": lambda c: c.strategies,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the classification of publications on the labels.")
    parser.add_argument("exports", type=Path, nargs="+")
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY)
    parser.add_argument("--errors", action="store_true", help="print what is missed (-) and what is too much (+)")
    options = parser.parse_args()
    publications = exports.read(options.exports).publications
    found = {p.doi: c for p, c in zip(publications, classify(publications, load_vocabulary(options.vocabulary))) if p.doi}
    with LABELS.open(encoding="utf-8", newline="") as lines:
        labels = list(csv.DictReader(lines))
    for part in dict.fromkeys(row["part"] for row in labels):
        mine = [row for row in labels if row["part"] == part]
        there = [(row, found[row["doi"]]) for row in mine if row["doi"] in found]
        sys.stdout.write(f"{part}: {len(there)} of {len(mine)} records are in the exports\n")
        topic = [(row, {row["on_topic"] == "yes"} - {False}, {c.on_topic} - {False}) for row, c in there]
        _print("on topic", topic, options.errors)
        if any(row["kind"] for row in mine):
            _print("review", [(r, {r["kind"] == "review"} - {False}, {c.review} - {False}) for r, c in there], options.errors)
            for name, classes in _CLASSES.items():
                on = [(r, set(filter(None, r[name].split("; "))), set(classes(c))) for r, c in there if r["on_topic"] == "yes"]
                _print(name, on, options.errors)


def _print(name: str, pairs: list[tuple[dict[str, str], set[object], set[object]]], errors: bool) -> None:
    """Print precision and recall of one thing, and where it is wrong."""
    right = sum(len(label & found) for _, label, found in pairs)
    much = sum(len(found - label) for _, label, found in pairs)
    missed = sum(len(label - found) for _, label, found in pairs)
    precision, recall = right / (right + much or 1), right / (right + missed or 1)
    sys.stdout.write(
        f"  {name:11} precision {precision:.3f}  recall {recall:.3f}  ({right} right, {much} too much, {missed} missed)\n"
    )
    for row, label, found in pairs if errors else ():
        for sign, values in (("-", label - found), ("+", found - label)):
            sys.stdout.writelines(f"    {sign} {row['doi']} {name if v is True else v}\n" for v in sorted(values, key=str))


if __name__ == "__main__":
    main()
