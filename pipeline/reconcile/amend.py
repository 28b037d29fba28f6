"""Accounts as they are with the decisions of reviewers: what verdicts and the table from prose are made of.

In: `Account`s and what was decided on the records made of them; out: accounts whose claims say what the reviewers say. A claim is
the decided record's where it stands on one of its places with its value and its material. A corrected claim says the new value, a
rejected one is gone; one of a table's row leaves its cell empty. What is corrected or accepted in a row is the row's alone: what
the text says of it is still judged by what the text says. Records themselves are never made of this: there decisions lie
over what the pipeline says (`pipeline.store`), so that undoing one is enough. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.chemistry.designations import label_key
from pipeline.model import Fact, Json, Record, Subject
from pipeline.reconcile.compare import same_value
from pipeline.reconcile.identity import alike, exact
from pipeline.reconcile.reviewed import PassedOn, Reviewed, passed_on
from pipeline.reconcile.values import Account, Claim

REVIEWED = "reviewed"
"""The key under which a claim's values tell what was decided on it."""

_OF_SUBJECT = ("composition", "labels", "role", "reference", "sample")


def amended(accounts: Iterable[Account], decisions: Sequence[Reviewed]) -> list[Account]:
    """Return the accounts with decisions, which come in the order of their making, laid over their claims."""
    out = list(accounts)
    for decision in decisions:
        beyond = passed_on([decision])
        places = {decision.before.document, *(e.document for e in decision.before.evidence)}  # and so those of ``beyond``
        out = [_amended(a, decision, beyond) if a.document in places else a for a in out]
    return out


def _amended(account: Account, d: Reviewed, beyond: Sequence[PassedOn]) -> Account:
    claims: list[Claim] = []
    for claim in account.claims:
        if (d.after is None or claim.row is not None or d.before.row is None) and _is_of(claim, d.before):
            claims += _decided(claim, d)
        else:
            claims.append(_taken_over(claim, beyond))
    if d.before.verdict == "missing" and d.before.document == account.document:
        claims += _found(d)
    return replace(account, claims=tuple(claims))


def _is_of(claim: Claim, record: Record) -> bool:
    """Tell whether a claim is one that a record was made of."""
    fact = claim.fact
    if (
        record.verdict == "missing"
        or fact.property != record.property
        or fact.evidence.place not in {e.place for e in record.evidence}
    ):
        return False
    if claim.row is not None and claim.row != (record.document, record.table or "", record.row):
        return False
    if claim.sample is not None and record.sample is not None and claim.sample != record.sample:
        return False
    return _same_material(fact.subject, record) and _same(fact, record)


def _same_material(subject: Subject, record: Record) -> bool:
    if subject.composition and record.composition:
        return exact(subject.composition) == exact(record.composition) or alike(subject.composition, record.composition)
    if subject.label:
        return label_key(subject.label) in {label_key(label) for label in record.labels}
    return True


def _same(fact: Fact, record: Record) -> bool:
    """Tell whether a claim gives a record's value; of two tests with one result, that of the same cycles and rate."""
    if fact.property in ("printed", "extra", "group", "reference"):
        return fact.values.get("column") == record.values.get("column") and fact.values.get("value") == record.values.get("value")
    held = all(fact.values.get(n) is None or fact.values[n] == record.values.get(n) for n in ("cycles", "cycle", "rate", "basis"))
    return held and same_value(fact.property, fact.values, record.values)


def _decided(claim: Claim, d: Reviewed) -> list[Claim]:
    fact = claim.fact
    if d.after is None:
        if claim.row is None:
            return []
        name = fact.property if fact.property == "material" else "rejected"
        empty = replace(fact, property=name, values={REVIEWED: d.note})
        return [Claim(empty, dict.fromkeys(claim.printed, ""), claim.sample)]
    evidence = replace(fact.evidence, confidence=1.0)
    if d.accepted:
        return [replace(claim, fact=replace(fact, evidence=evidence, values={**fact.values, REVIEWED: d.note}))]
    own = [n for n in d.fields if n not in _OF_SUBJECT]
    values: dict[str, Json] = {**fact.values, **{n: d.after.values.get(n) for n in own}, REVIEWED: d.note}
    carried = values.get("carried")
    if isinstance(carried, list | tuple):
        values["carried"] = [c for c in carried if c not in own]
    evidence = replace(evidence, extractor=d.after.evidence[0].extractor if d.after.evidence else evidence.extractor)
    printed = {column: d.after.printed.get(column, text) for column, text in claim.printed.items()}
    sample = d.after.sample if "sample" in d.fields else claim.sample
    return [Claim(Fact(fact.property, _subject(fact.subject, d.after, d.fields), evidence, values), printed, sample)]


def _subject(subject: Subject, after: Record, fields: frozenset[str]) -> Subject:
    return Subject(
        (after.labels[0] if after.labels else None) if "labels" in fields else subject.label,
        after.composition if "composition" in fields else subject.composition,
        after.role if "role" in fields else subject.role,
        after.reference if "reference" in fields else subject.reference,
    )


def _found(d: Reviewed) -> list[Claim]:
    """Return the claim of a cell that was open until a reviewer filled it."""
    after = d.after
    if after is None or d.accepted or not after.evidence:
        return []
    subject = Subject(after.labels[0] if after.labels else None, after.composition, after.role, after.reference)
    fact = Fact(after.property, subject, after.evidence[0], {**after.values, REVIEWED: d.note})
    return [Claim(fact, dict(after.printed), after.sample)]


def _taken_over(claim: Claim, beyond: Sequence[PassedOn]) -> Claim:
    """Return a claim with what a decision on another of its row or text passes on."""
    e, subject = claim.fact.evidence, claim.fact.subject
    table = None if claim.row is None else claim.row[1]
    for one in beyond:
        if not one.concerns(e.document, table, e.row, subject.composition):
            continue
        for name, value in one.changes.items():
            claim = _with(claim, name, value, one)
    return claim


def _with(claim: Claim, name: str, value: Json, one: PassedOn) -> Claim:
    fact = claim.fact
    if name == "composition":
        if value is None or fact.subject.composition != one.composition:
            return claim
        return replace(claim, fact=replace(fact, subject=replace(fact.subject, composition=str(value))))
    if name == "reference":
        number = value if isinstance(value, int) else None
        return replace(claim, fact=replace(fact, subject=replace(fact.subject, reference=number)))
    found = one.with_condition(name, fact.property, fact.values, claim.printed)
    return claim if found is None else replace(claim, fact=replace(fact, values=found[0]), printed=found[1])
