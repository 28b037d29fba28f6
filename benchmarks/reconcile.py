"""Time and memory of reconciliation over made-up papers: ``python benchmarks/reconcile.py [RECORDS…]``.

Every paper states about twenty values of four samples; every twentieth document is a review whose table cites nineteen of them,
repeats their retentions, and misprints one in ten. Everything is made from a seed. Exit status 1 where 100,000 records take more
than 60 s of CPU or 2 GB, or where the time grows faster than records to the power of 1.2.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from pipeline.model import Evidence, Fact, Role, Subject
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.values import Account, Claim, Work

SIZES = (1_000, 10_000, 100_000)
PAPERS_OF_A_REVIEW = 19
VALUES_OF_A_PAPER = 20
MOST_SECONDS, MOST_MB, MOST_POWER = 60.0, 2048, 1.2


def main(sizes: tuple[int, ...]) -> int:
    """Print a line for each size; return the exit status."""
    table = Table(title="Reconciliation of made-up papers, one core")
    for name in ("claims", "documents", "records", "CPU s", "µs a record", "conflicts", "peak MB"):
        table.add_column(name, justify="right")
    told: list[tuple[int, float]] = []
    for size in sizes:
        accounts = list(corpus(size, random.Random(1)))
        began = time.process_time()
        records = reconcile(accounts).records
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told.append((len(records), seconds))
        conflicts = sum(r.verdict == "conflict" for r in records)
        claims = sum(len(a.claims) for a in accounts)
        cells = (
            claims,
            len(accounts),
            len(records),
            f"{seconds:.2f}",
            f"{1e6 * seconds / len(records):.0f}",
            conflicts,
            f"{peak:.0f}",
        )
        table.add_row(*map(str, cells))
    Console().print(table)
    power = math.log(told[-1][1] / told[0][1]) / math.log(told[-1][0] / told[0][0]) if len(told) > 1 else 1.0
    print(f"time grows with records to the power of {power:.2f}")
    return int(told[-1][1] > MOST_SECONDS or peak > MOST_MB or power > MOST_POWER)


def corpus(size: int, rng: random.Random) -> Iterator[Account]:
    """Yield papers and reviews with about ``size`` values."""
    papers: list[tuple[str, list[tuple[str, float]]]] = []
    number = 0
    while number * VALUES_OF_A_PAPER < size:
        number += 1
        doi = f"10.5555/made-up.{number}"
        claims, facts = [], []
        for sample in range(4):
            x = rng.randrange(1, 40) / 100
            composition = f"Na0.{rng.randrange(60, 90)}Mn{1 - x:.2f}Ni{x:.2f}O2"
            role: Role = "target" if sample == 0 else "pristine" if sample == 1 else "series"
            subject = Subject(f"S{sample}", composition, role)
            for part in range(VALUES_OF_A_PAPER // 4 - 1):
                percent = round(rng.uniform(40, 95), 1)
                values = {
                    "percent": percent,
                    "cycles": 100 * (part + 1),
                    "rate": f"{part + 1} C",
                    "low": 2.0,
                    "high": 4.0,
                    "basis": None,
                }
                claims.append(_claim("retention", f"paper-{number}", subject, f"S{sample} kept {percent}% ({part}).", values))
                facts.append((composition, percent)) if sample == 0 and part == 0 else None
            claims.append(_claim("phase", f"paper-{number}", subject, f"S{sample} is P2.", {"phases": ["P2"]}))
        papers.append((doi, facts))
        yield Account(
            f"paper-{number}",
            f"{number:064x}",
            Work(doi=doi, title=f"Made-up paper {number} on layered cathodes"),
            False,
            {},
            tuple(claims),
        )
        if len(papers) == PAPERS_OF_A_REVIEW:
            yield _review(number, papers, rng)
            papers = []


def _review(number: int, papers: list[tuple[str, list[tuple[str, float]]]], rng: random.Random) -> Account:
    name, claims = f"review-{number}", []
    for row, (_, facts) in enumerate(papers, 1):
        for composition, percent in facts:
            subject = Subject(None, composition, "cited", row)
            printed = percent if rng.random() < 0.9 else round(percent + 5, 1)
            values = {"percent": printed, "cycles": 100, "rate": "1 C", "low": None, "high": None, "basis": None}
            claims.append(_claim("material", name, subject, composition, {}, row))
            claims.append(_claim("retention", name, subject, f"{composition} | {printed}", values, row))
    cited = {row: Work(doi=doi) for row, (doi, _) in enumerate(papers, 1)}
    return Account(
        name, f"{number:x}".rjust(64, "f"), Work(doi=f"10.5555/{name}"), True, cited, tuple(claims), {"1": ("cathode_material",)}
    )


def _claim(name: str, document: str, subject: Subject, text: str, values: dict, row: int | None = None) -> Claim:
    table = None if row is None else "1"
    evidence = Evidence(document, 1, ((0.0, 0.0, 1.0, 1.0),), text, "made-up", "stated", 0.9, table, row)
    return Claim(Fact(name, subject, evidence, values), {} if row is None else {name: text})


if __name__ == "__main__":
    sys.exit(main(tuple(int(a) for a in sys.argv[1:]) or SIZES))
