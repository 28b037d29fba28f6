"""Accounts made by hand: a review with a table of materials, what its text says, and the papers it cites."""

from pipeline.model import Evidence, Fact, Subject
from pipeline.reconcile.values import Account, Claim, Work

BOX = (10.0, 20.0, 30.0, 40.0)
COLUMNS = {
    "material": "cathode_material",
    "phase": "phase",
    "transition": "phase_transition",
    "voltage_window": "voltage_range_V",
    "reference": "reference",
}


def said(name, text, *, document="review", page=2, label=None, composition=None, role="cited", reference=None, kind="stated",
         confidence=0.9, sample=None, **values):  # fmt: skip
    """Return a claim of running text."""
    evidence = Evidence(document, page, (BOX,), text, "test/1", kind, confidence)
    return Claim(Fact(name, Subject(label, composition, role, reference), evidence, values), {}, sample)


def cell(name, row, printed, *, document="review", table="1", page=9, composition=None, reference=None, sample=None,
         confidence=0.97, **values):  # fmt: skip
    """Return a claim of a table's row that fills the columns ``printed``."""
    text = " | ".join(printed.values())
    evidence = Evidence(document, page, (BOX,), f"{composition} | {text}", "cells/1", "stated", confidence, table, row)
    return Claim(Fact(name, Subject(None, composition, "cited", reference), evidence, values), printed, sample)


def row(
    number,
    composition,
    reference,
    *,
    phases=("P2", "O3"),
    window=(2.0, 4.3),
    pristine=None,
    modified=None,
    cycles=200,
    rate="1 C",
):
    """Return the claims of one row of Table 1 of the review."""
    about = {"composition": composition, "reference": reference}
    out = [
        cell("material", number, {"cathode_material": composition}, **about),
        cell("phase", number, {"phase": "/".join(phases)}, phases=list(phases), **about),
        cell(
            "voltage_window",
            number,
            {"voltage_range_V": f"{window[0]}–{window[1]}"},
            low=window[0],
            high=window[1],
            cell=None,
            **about,
        ),
        cell("reference", number, {"reference": str(reference)}, value=str(reference), column="reference", **about),
    ]
    for sample, percent in (("pristine", pristine), ("modified", modified)):
        if percent is not None:
            values = {
                "percent": percent,
                "cycles": cycles,
                "rate": rate,
                "low": window[0],
                "high": window[1],
                "cell": None,
                "basis": None,
            }
            column = f"retention_{sample}_pct"
            out.append(cell("retention", number, {column: f"{percent}"}, sample=sample, **values, **about))
    out += [
        cell("printed", number, {"cycles": str(cycles)}, value=str(cycles), column="cycles", **about),
        cell("printed", number, {"rate": rate}, value=rate, column="rate", **about),
    ]
    return out


def review(*claims, document="review", cited=None, sha="r" * 64):
    """Return the account of a review; reference ``n`` has the DOI 10.5555/ref.n unless ``cited`` says otherwise."""
    numbers = {c.fact.subject.reference for c in claims if c.fact.subject.reference is not None}
    works = {n: Work(doi=f"10.5555/ref.{n}") for n in numbers}
    columns = {"1": tuple(dict.fromkeys(column for c in claims for column in c.printed))}
    return Account(document, sha, Work(doi=f"10.5555/{document}"), True, {**works, **(cited or {})}, tuple(claims), columns)


def paper(number, *claims, doi=True, title=None):
    """Return the account of the paper that the review cites as ``number``."""
    work = Work(doi=f"10.5555/ref.{number}" if doi else None, title=title)
    return Account(f"paper-{number}", f"{number:064x}", work, False, {}, tuple(claims))
