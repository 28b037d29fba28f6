"""Laws: order, doubles, split runs and silent documents change nothing; a conflict stays a conflict."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reconcile.core import reconcile
from pipeline.reconcile.values import Account, Work, account_from_json
from tests.reconcile.build import paper, review, row, said

COMPOSITIONS = ["Na0.67MnO2", "Na2/3MnO2", "Na0.7Mn0.9Ni0.1O2", "NaNi0.5Mn0.5O2", None]
NUMBERS = st.sampled_from([1, 2, 3])


@st.composite
def claims(draw, document):
    composition = draw(st.sampled_from(COMPOSITIONS))
    label = draw(st.sampled_from(["A", "B", None])) if composition else draw(st.sampled_from(["A", "B"]))
    about = {"document": document, "composition": composition, "label": label, "page": draw(st.integers(1, 3))}
    about |= {"role": "cited", "reference": draw(NUMBERS)} if document.startswith("review") else {"role": "target"}
    text = draw(st.sampled_from(["It kept.", "We found.", "The rest."]))
    name = draw(st.sampled_from(["retention", "retention", "phase", "capacity"]))
    if name == "phase":
        return said(name, text, phases=draw(st.sampled_from([["P2"], ["P2", "O3"], ["P3"]])), **about)
    if name == "capacity":
        return said(
            name, text, value=draw(st.sampled_from([100, 120.5])), rate="1 C", cycle=draw(st.sampled_from([1, None])), **about
        )
    values = {
        "percent": draw(st.sampled_from([80.6, 81, 75.0])),
        "cycles": draw(st.sampled_from([100, 200, None])),
        "rate": draw(st.sampled_from(["1 C", "170 mA g−1", None])),
        "cell": draw(st.sampled_from(["full", None])),
    }
    return said(name, text, basis=None, **values, **about)


@st.composite
def corpora(draw):
    out = []
    for n in draw(st.lists(NUMBERS, unique=True, max_size=3)):
        out.append(paper(n, *draw(st.lists(claims(f"paper-{n}"), max_size=5))))
    for n in range(draw(st.integers(0, 2))):
        table = row(1, draw(st.sampled_from(COMPOSITIONS[:4])), draw(NUMBERS), modified=draw(st.sampled_from([80.6, 75.0])))
        told = draw(st.lists(claims(f"review{n}"), max_size=6))
        table = [account_from_json(review(*table).as_json())] if n == 0 else []
        rows = [] if not table else list(table[0].claims)
        rows = [_renamed(c, f"review{n}") for c in rows]
        out.append(review(*rows, *told, document=f"review{n}", sha=str(n) * 64))
    return out


def _renamed(claim, document):
    from dataclasses import replace

    return replace(claim, fact=replace(claim.fact, evidence=replace(claim.fact.evidence, document=document)))


SILENT = Account("silent", "f" * 64, Work(doi="10.5555/silent"), False, {1: Work(doi="10.5555/other")}, ())


@settings(deadline=None)
@given(corpora(), st.randoms())
def test_order_and_doubles_change_nothing(corpus, random):
    known = reconcile(corpus).records
    shuffled = [*corpus, *corpus[:1]]
    random.shuffle(shuffled)
    assert reconcile(shuffled).records == known


@settings(deadline=None)
@given(corpora())
def test_a_silent_document_changes_nothing(corpus):
    assert reconcile([*corpus, SILENT]).records == reconcile(corpus).records


@settings(deadline=None)
@given(corpora(), st.integers(0, 5))
def test_a_run_cut_in_two_and_put_together_from_what_was_kept_is_the_same(corpus, cut):
    kept = [account_from_json(a.as_json()) for part in (corpus[:cut], corpus[cut:]) for a in part]
    assert reconcile(kept).records == reconcile(corpus).records


@settings(deadline=None)
@given(corpora())
def test_every_rival_is_a_record_that_names_this_one_among_its_own(corpus):
    records = {r.record_id: r for r in reconcile(corpus).records}
    for record in records.values():
        assert record.record_id not in record.rivals
        assert bool(record.rivals) == (record.verdict == "conflict")
        for rival in record.rivals:
            assert record.record_id in records[rival].rivals


@settings(deadline=None)
@given(corpora(), st.data())
def test_a_conflict_stays_whatever_is_found_for_one_side(corpus, data):
    before = [r for r in reconcile(corpus).records if r.verdict == "conflict"]
    number = data.draw(NUMBERS)
    more = Account(
        "more", "e" * 64, Work(doi="10.5555/more"), True, {n: Work(doi=f"10.5555/ref.{n}") for n in (1, 2, 3)},
        tuple(data.draw(st.lists(claims("review-more").map(lambda c: _renamed(c, "more")), min_size=1, max_size=3))),
    )  # fmt: skip
    assert number in more.cited
    after = reconcile([*corpus, more]).records
    for record in before:
        told = {(e.document, e.page, e.text) for e in record.evidence}
        assert any(
            r.verdict == "conflict"
            and r.property == record.property
            and told & {(e.document, e.page, e.text) for e in r.evidence}
            for r in after
        )
    assert all(0 < r.confidence <= 0.99 and r.evidence for r in after)
