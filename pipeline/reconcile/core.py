"""Accounts of documents to records: every value of every material with a verdict and all its evidence.

In: `Account`s of reviews and papers; out: `Reconciled` records, clusters and questions. Claims about one material of one work are
put together by value and conditions; other conditions never merge and never contradict. A row of a table keeps a record of its
own for each value, which carries the evidence of every other place. Two claims that contradict each other make both their values
``conflict``, whatever else is found for either. Nothing depends on the order or the number of times a document is given.
Method: own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Evidence, Json, Record, Role, Sample, Verdict, in_place
from pipeline.reconcile.compare import CONDITIONS, VALUE_FIELDS, apart, contradict, same_value, stated
from pipeline.reconcile.identity import Cluster, Question, clusters, doubt_of, exact, misprints
from pipeline.reconcile.limits import capacity_doubt
from pipeline.reconcile.values import Account, Claim
from pipeline.reconcile.works import Works, title_of, works

_ROLES: tuple[Role, ...] = ("target", "pristine", "series", "cited")
_REMARKS = ("reason", "rivals", "carried", "labels", "other_test", "reviewed")
_MOST = 0.99

_Row = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Records in the order of document, table, row and property; the clusters they come from; what a person should look at.

    ``accounts`` are those it was made of, each document once.
    """

    records: tuple[Record, ...]
    clusters: tuple[Cluster, ...] = field(repr=False, default=())
    questions: tuple[Question, ...] = ()
    accounts: tuple[Account, ...] = field(repr=False, default=())


@dataclass(slots=True)
class _Value:
    """Claims that give one value under conditions that agree; the fullest claim comes first."""

    claims: list[Claim]
    rivals: set[int] = field(default_factory=set)


def reconcile(accounts: Iterable[Account]) -> Reconciled:
    """Return the records of all documents together; a document given twice counts once."""
    known = {a.sha256: a for a in sorted(accounts, key=lambda a: (a.document, a.sha256), reverse=True)}
    mine = sorted(known.values(), key=lambda a: (a.document, a.sha256))
    keyed = works(mine)
    prints = _prints(mine, keyed)
    by_work: dict[str, list[Claim]] = {}
    rates: dict[str, set[float]] = {}
    for account in mine:
        for claim, work in _placed(account, keyed):
            work += prints.get(account.document, "")
            by_work.setdefault(work, []).append(claim)
            if claim.fact.property == "rate_definition" and isinstance(claim.fact.values.get("value"), int | float):
                rates.setdefault(work, set()).add(float(str(claim.fact.values["value"])))
    records: list[Record] = []
    every: list[Cluster] = []
    questions = [Question("", "", "", doubt, document) for document, doubt in keyed.doubts]
    of_document = {a.document: a for a in mine}
    for work in sorted(by_work):
        one_c = next(iter(rates[work])) if len(rates.get(work, ())) == 1 else None
        found, asked = clusters(work, by_work[work])
        found = _controls(found)
        every += found
        questions += asked
        controls: dict[_Row, list[Claim]] = {}
        for claim in by_work[work]:
            if claim.row is not None and claim.sample == "pristine" and claim.fact.property == "retention":
                controls.setdefault(claim.row, []).append(claim)
        of_work = [r for cluster in found for r in _of_cluster(cluster, one_c, controls, of_document)]
        records += _with_misprints(of_work, found)
    records += _missing(mine, every)
    return Reconciled(tuple(sorted(_unique(records), key=in_place)), tuple(every), tuple(questions), tuple(mine))


def _prints(accounts: Sequence[Account], keyed: Works) -> dict[str, str]:
    """Return a mark for each document that is another print of a work already given: its claims are kept apart from that one's.

    A preprint and an article, or two typesettings, repeat each other; that they agree says nothing.
    """
    first: dict[str, str] = {}
    out: dict[str, str] = {}
    for account in accounts:
        if account.supplement_of is not None:
            continue
        keys = {keyed.own(account.document), *title_of(account.work)}
        if any(first.setdefault(key, account.document) != account.document for key in sorted(keys)):
            out[account.document] = f"~{account.document}"
    return out


def _placed(account: Account, keyed: Works) -> Iterable[tuple[Claim, str]]:
    """Yield the claims of a document with the key of the work each is about.

    A claim of running text that names no reference is about the row of the document's tables that has its very composition, where
    there is one such row; else about the one work that its sentence is about; else about a work that only this document knows.
    """
    own = keyed.own(account.document)
    rows: dict[object, set[int | None]] = {}
    for claim in account.claims:
        composition = claim.fact.subject.composition
        if claim.row and composition and claim.fact.property == "material":
            rows.setdefault(exact(composition), set()).add(claim.fact.subject.reference)
    together: dict[tuple[int, str], set[int]] = {}
    for claim in account.claims:
        if claim.row is None and claim.fact.subject.reference is not None:
            together.setdefault(_sentence(claim), set()).add(claim.fact.subject.reference)
    for claim in _each_its_sample(account.claims):
        subject = claim.fact.subject
        if subject.role != "cited" and not (account.review and claim.row and subject.reference is not None):
            yield claim, own
            continue
        number = subject.reference
        if number is None and subject.composition and not claim.row:
            fitting = rows.get(exact(subject.composition), set())
            number = next(iter(fitting)) if len(fitting) == 1 else None
        if number is None and not claim.row:
            companions = together.get(_sentence(claim), set())
            number = next(iter(companions)) if len(companions) == 1 else None
        yield claim, keyed.of(account.document, number) if number is not None else f"{own}#cited"


def _sentence(claim: Claim) -> tuple[int, str]:
    return claim.fact.evidence.page, claim.fact.evidence.text


def _each_its_sample(claims: Sequence[Claim]) -> Iterable[Claim]:
    """Yield claims; where one sentence gives one sample two values under one set of conditions, the less sure are another's.

    "90.4% after 200 cycles, as opposed to 63.3% for the slowly cooled oxide": the control has no name, and keeps none. A table's
    row that does so has a column whose condition was not read (55 °C, say): its later values are marked ``other_test``.
    """
    together: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        if claim.fact.property == "retention":
            together.setdefault(_said_of(claim), []).append(claim)
    kept: dict[tuple[object, ...], list[Claim]] = {}
    for key, said in together.items():
        surest_first = said if said[0].row else sorted(said, key=lambda c: -c.fact.evidence.confidence)
        for claim in surest_first:
            if not any(contradict("retention", k.fact.values, claim.fact.values) for k in kept.get(key, ())):
                kept.setdefault(key, []).append(claim)
    for claim in claims:
        if claim.fact.property != "retention" or any(claim is k for k in kept[_said_of(claim)]):
            yield claim
        elif claim.row is None:
            yield replace(claim, fact=replace(claim.fact, subject=replace(claim.fact.subject, label=None, composition=None)))
        else:
            yield replace(claim, fact=replace(claim.fact, values={**claim.fact.values, "other_test": True}))


def _said_of(claim: Claim) -> tuple[object, ...]:
    e, s = claim.fact.evidence, claim.fact.subject
    return (e.page, e.table, e.row or e.text, s.label, s.composition, claim.sample)


def _controls(found: Sequence[Cluster]) -> list[Cluster]:
    """Put the unnamed control of a row's material to the paper's pristine sample, where the work has exactly one of each."""
    named = [c for c in found if c.sample is None and any(k.fact.subject.role == "pristine" for k in c.claims)]
    unnamed = [c for c in found if c.sample == "pristine"]
    if len(named) != 1 or len(unnamed) != 1:
        return list(found)
    joined = Cluster(
        named[0].work,
        named[0].key,
        (*named[0].claims, *unnamed[0].claims),
        named[0].compositions,
        named[0].labels,
        "pristine",
    )
    return [joined if c is named[0] else c for c in found if c is not unnamed[0]]


def _of_cluster(
    cluster: Cluster, one_c: float | None, controls: Mapping[_Row, Sequence[Claim]], accounts: Mapping[str, Account]
) -> list[Record]:
    by_property: dict[str, list[Claim]] = {}
    for claim in cluster.claims:
        by_property.setdefault(claim.fact.property, []).append(claim)
    out: list[Record] = []
    for name, claims in sorted(by_property.items()):
        values = _values(name, claims, one_c, controls)
        ids = [_idents(cluster, name, v) for v in values]
        for number, value in enumerate(values):
            against = sorted(ident for r in value.rivals for ident in ids[r].values())
            out += _records(cluster, name, value, ids[number], against, [values[r] for r in sorted(value.rivals)], accounts)
    return out


def _values(name: str, claims: Sequence[Claim], one_c: float | None, controls: Mapping[_Row, Sequence[Claim]]) -> list[_Value]:
    """Put claims of equal value and agreeing conditions together, the fullest first; then find who contradicts whom."""
    out: list[_Value] = []
    for claim in sorted(claims, key=lambda c: _fullness(name, c)):
        given = claim.fact.values
        home = next(
            (
                v
                for v in out
                if all(same_value(name, k.fact.values, given) and not apart(name, k.fact.values, given, one_c) for k in v.claims)
            ),
            None,
        )
        if home is None:
            out.append(_Value([claim]))
        else:
            home.claims.append(claim)
    for i, one in enumerate(out):
        for j in range(i + 1, len(out)):
            if name == "retention" and _both_of_a_row(one, out[j], controls, one_c):
                continue
            if any(_clash(name, a, b, one_c) for a in one.claims for b in out[j].claims):
                one.rivals.add(j)
                out[j].rivals.add(i)
    return out


def _both_of_a_row(one: _Value, other: _Value, controls: Mapping[_Row, Sequence[Claim]], one_c: float | None) -> bool:
    """Tell whether a row has one value for its modified sample and the other for its pristine one: both are true.

    Where the two samples have one formula, a text that gives either by that formula is no contradiction to the other.
    """
    for a, b in ((one, other), (other, one)):
        rows = {c.row for c in a.claims if c.row and c.sample == "modified"}
        pristine = [p.fact.values for row in rows for p in controls.get(row, ())]
        told = b.claims[0].fact.values
        if any(same_value("retention", p, told) and not apart("retention", p, told, one_c) for p in pristine):
            return True
    return False


def _clash(name: str, a: Claim, b: Claim, one_c: float | None) -> bool:
    if name in ("printed", "extra") or other_samples(a, b) or not contradict(name, *_conditions(a, b), one_c):
        return False
    if a.fact.subject.label is None and a.fact.subject.composition is None:
        return False  # two samples without a name need not be one
    here = a.fact.evidence, b.fact.evidence
    if name == "capacity" and here[0].document == here[1].document and here[0].row is here[1].row is None:
        return a.fact.values.get("cycle") is not None  # a rate test and a cycling test at one rate differ in every paper
    return not (here[0].table == here[1].table and here[0].row != here[1].row and here[0].document == here[1].document)


def _conditions(a: Claim, b: Claim) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    """Return the values of two claims to compare: between a table and a text, or two documents, only what they state counts."""
    one, two = a.fact.evidence, b.fact.evidence
    if one.document == two.document and (one.row is None) == (two.row is None):
        return a.fact.values, b.fact.values
    return stated(a.fact.values), stated(b.fact.values)


def other_samples(a: Claim, b: Claim) -> bool:
    """Tell whether one claim is of the pristine sample and the other of the modified."""
    return a.sample is not None and b.sample is not None and a.sample != b.sample


def _records(
    cluster: Cluster,
    name: str,
    value: _Value,
    idents: Mapping[_Row | None, str],
    against: Sequence[str],
    rivals: Sequence[_Value],
    accounts: Mapping[str, Account],
) -> list[Record]:
    """Return the record of a value, or one for each table row that states it."""
    claims = value.claims
    evidence = _evidence(claims)
    places = {e.place for e in evidence}
    sure = _confidence(claims)
    verdict: Verdict = "agreed" if len(places) > 1 else "single"
    reason: str | None = None
    proposal: str | None = None
    doubt = _doubt(name, cluster, claims)
    if against:
        verdict, reason = "conflict", "; ".join(_told(name, r) for r in rivals)
        sure *= 0.6
    elif doubt is not None:
        verdict, (reason, proposal) = "implausible", doubt
        sure *= 0.6
    if name == "material" and doubt is not None:
        proposal = doubt[1]
    values = _filled(name, claims)
    said = values.get("phases") if name == "phase" else None
    phases = tuple(map(str, said)) if isinstance(said, list | tuple) else _main_phases(cluster)
    best = next((c for c in claims if c.row), claims[0])
    document = best.fact.evidence.document
    out: list[Record] = []
    for row, ident in idents.items():
        own = next((c for c in claims if c.row == row), best) if row else best
        account = accounts.get(own.fact.evidence.document)
        out.append(
            Record(
                record_id=ident,
                document=row[0] if row else document,
                property=name,
                composition=own.fact.subject.composition if row else cluster.composition,
                labels=_shown_labels(cluster, own),
                phases=phases,
                role=own.fact.subject.role if row else _role(cluster),
                verdict=verdict,
                confidence=round(sure, 3),
                evidence=tuple(evidence),
                values=values,
                printed=dict(own.printed) if row else {},
                sample=own.sample or cluster.sample,
                reference=own.fact.subject.reference,
                table=row[1] if row else None,
                row=row[2] if row else None,
                rivals=tuple(against),
                reason=reason,
                proposal=proposal,
                doi=account.work.doi if account else None,
                licence=account.licence if account else None,
            )
        )
    return out


def _with_misprints(records: Sequence[Record], found: Sequence[Cluster]) -> list[Record]:
    """Make conflicts of the two compositions of one sample, where the text states the other one; else it is the proposal."""
    out = {r.record_id: r for r in records}
    for row, other, gap in misprints(found):
        one, two = ([r for r in records if r.property == "material" and r.composition in c.compositions] for c in (row, other))
        stated = any(e.kind == "stated" for r in two for e in r.evidence)
        for a, b in ((a, b) for a in one for b in two):
            if not stated:
                out[a.record_id] = replace(out[a.record_id], proposal=b.composition)
                continue
            for x, y in ((a, b), (b, a)):
                rivals = tuple(sorted({*out[x.record_id].rivals, y.record_id}))
                e = y.evidence[0]
                reason = f"{gap}: {e.document}, page {e.page}, says {y.composition}"
                out[x.record_id] = replace(out[x.record_id], verdict="conflict", rivals=rivals, reason=reason)
    return list(out.values())


def _missing(accounts: Sequence[Account], found: Sequence[Cluster]) -> list[Record]:
    """Return a record of verdict ``missing`` for each column that a table has and a row leaves empty."""
    out: list[Record] = []
    by_row: dict[tuple[str, str, int], list[Claim]] = {}
    for account in accounts:
        for claim in account.claims:
            if claim.row:
                by_row.setdefault(claim.row, []).append(claim)
    columns = {(a.document, table): c for a in accounts for table, c in a.columns.items()}
    dois = {a.document: (a.work.doi, a.licence) for a in accounts}
    for row, claims in by_row.items():
        material = next((c for c in claims if c.fact.property == "material"), None)
        filled = {column for c in claims for column in c.printed}
        for column in columns.get(row[:2], ()):
            if material is None or column in filled or column not in _COLUMN_OF:
                continue
            name, sample = _COLUMN_OF[column]
            fact = material.fact
            out.append(
                Record(
                    record_id=_hash("missing", *map(str, row), column),
                    document=row[0],
                    property=name,
                    composition=fact.subject.composition,
                    labels=tuple(_unique_texts([fact.subject.label])),
                    phases=(),
                    role=fact.subject.role,
                    verdict="missing",
                    confidence=round(fact.evidence.confidence, 3),
                    evidence=(fact.evidence,),
                    printed={column: ""},
                    sample=sample,
                    reference=fact.subject.reference,
                    table=row[1],
                    row=row[2],
                    reason=f"the table has a column for it ({column}) and leaves it open",
                    doi=dois[row[0]][0],
                    licence=dois[row[0]][1],
                )
            )
    return out


_COLUMN_OF: Mapping[str, tuple[str, Sample | None]] = {
    "phase": ("phase", None),
    "voltage_range_V": ("voltage_window", None),
    "phase_transition": ("transition", None),
    "retention_pristine_pct": ("retention", "pristine"),
    "retention_modified_pct": ("retention", "modified"),
    "retention_pct": ("retention", None),
    "reference": ("reference", None),
}


def _doubt(name: str, cluster: Cluster, claims: Sequence[Claim]) -> tuple[str, str | None] | None:
    """Say why a value cannot be, with what would mend it; None where nothing speaks against it."""
    values = claims[0].fact.values
    if name == "material":
        printed = dict.fromkeys(c.fact.subject.composition for c in claims if c.fact.subject.composition)
        return next((d for composition in printed if (d := doubt_of(composition)) is not None), None)
    if name == "retention" and not 0 < _number(values.get("percent")) <= 120:
        return "a retention outside 0 to 120 %", None
    if name == "capacity" and (reason := capacity_doubt(claims[0].fact.subject.composition, values.get("value"))) is not None:
        return reason, None
    if name == "voltage_window" and not 0 <= _number(values.get("low")) < _number(values.get("high")) <= 5.5:
        return "a voltage window outside 0 to 5.5 V", None
    return None


def _evidence(claims: Sequence[Claim]) -> list[Evidence]:
    """Return all evidence, the surest of each place, in the order of places."""
    best: dict[object, Evidence] = {}
    for claim in claims:
        e = claim.fact.evidence
        if e.place not in best or (e.confidence, e.extractor) > (best[e.place].confidence, best[e.place].extractor):
            best[e.place] = e
    return sorted(best.values(), key=lambda e: (e.row is None, e.document, e.page, str(e.table), e.row or 0, e.text))


def _confidence(claims: Sequence[Claim]) -> float:
    """Return how sure a value is: independent places add up, those of one document and kind count once."""
    by_source: dict[tuple[str, bool], float] = {}
    for claim in claims:
        e = claim.fact.evidence
        key = (e.document, e.row is not None)
        by_source[key] = max(by_source.get(key, 0.0), e.confidence)
    wrong = 1.0
    for sure in sorted(by_source.values()):
        wrong *= 1 - sure
    return min(_MOST, max(1 - wrong, max(by_source.values())))


def _filled(name: str, claims: Sequence[Claim]) -> dict[str, Json]:
    """Return the fullest claim's values; conditions that it leaves open are taken from the claims that agree with it."""
    out = {k: v for k, v in claims[0].fact.values.items() if k not in _REMARKS}
    for claim in claims[1:]:
        for key in CONDITIONS.get(name, ()):
            if out.get(key) is None and claim.fact.values.get(key) is not None:
                out[key] = claim.fact.values[key]
    return out


def _told(name: str, rival: _Value) -> str:
    e = rival.claims[0].fact.evidence
    fields = VALUE_FIELDS.get(name, ("value",))
    said = " to ".join(_plain(rival.claims[0].fact.values.get(f)) for f in fields)
    place = f"table {e.table}, row {e.row}" if e.row is not None else f"page {e.page}"
    return f"{e.document}, {place}, says {said}"


def _plain(value: Json) -> str:
    if isinstance(value, list):
        return "/".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _main_phases(cluster: Cluster) -> tuple[str, ...]:
    found = [c for c in cluster.claims if c.fact.property == "phase" and isinstance(c.fact.values.get("phases"), list | tuple)]
    if not found:
        return ()
    first = max(found, key=lambda c: (c.row is not None, c.fact.evidence.confidence, str(c.fact.values["phases"])))
    given = first.fact.values["phases"]
    return tuple(map(str, given)) if isinstance(given, list | tuple) else ()


def _role(cluster: Cluster) -> Role:
    held = {c.fact.subject.role for c in cluster.claims}
    return next(r for r in _ROLES if r in held)


def _shown_labels(cluster: Cluster, own: Claim) -> tuple[str, ...]:
    return tuple(_unique_texts([own.fact.subject.label, *cluster.labels]))


def _unique_texts(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(t for t in texts if t))


def _fullness(name: str, claim: Claim) -> tuple[object, ...]:
    """Order claims: those with more stated conditions and more digits first, then by content alone."""
    values = claim.fact.values
    stated = sum(values.get(f) is not None for f in CONDITIONS.get(name, ()))
    digits = max((len(repr(values.get(f))) for f in VALUE_FIELDS.get(name, ("value",))), default=0)
    e = claim.fact.evidence
    return (
        -stated,
        -digits,
        e.row is None,
        e.document,
        e.page,
        str(e.table),
        e.row or 0,
        e.text,
        repr(sorted(values.items(), key=str)),
    )


def _idents(cluster: Cluster, name: str, value: _Value) -> dict[_Row | None, str]:
    """Return the ids of the records of a value: one for each table row that states it, else one for no row."""
    fields = (*VALUE_FIELDS.get(name, ("value",)), *CONDITIONS.get(name, ()), "basis", "column")
    given = value.claims[0].fact.values
    ident = _hash(cluster.key, name, str(cluster.sample), json.dumps({f: given.get(f) for f in fields}, sort_keys=True))
    rows = sorted({c.row for c in value.claims if c.row is not None})
    return {row: _hash(ident, *map(str, row)) for row in rows} or {None: ident}


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _unique(records: Iterable[Record]) -> list[Record]:
    return list({r.record_id: r for r in records}.values())


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
