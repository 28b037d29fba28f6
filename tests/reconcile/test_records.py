"""Claims to records: what merges, what stays apart, what is in conflict."""

import json
from dataclasses import replace

import pytest

from pipeline.reconcile.core import reconcile
from pipeline.reconcile.identity import one_number
from pipeline.reconcile.questions import Asked, asked, to_csv
from pipeline.reconcile.rows import rows
from pipeline.reconcile.values import Account, Work, account_from_json
from pipeline.reconcile.works import works
from tests.reconcile.build import paper, review, row, said

NMT3 = "Na0.85Ni0.34Mn0.33Ti0.33O2"
TEST = {"cycles": 200, "rate": "1 C", "low": None, "high": None, "cell": None, "temperature_C": None, "basis": None}


def retentions(result, **wanted):
    found = [r for r in result.records if r.property == "retention" and r.verdict != "missing"]
    return [r for r in found if all(getattr(r, k) == v for k, v in wanted.items())]


def test_table_and_text_agree_and_all_evidence_is_kept():
    table = row(1, NMT3, 93, modified=80.6)
    text = said("retention", "NMT3 kept 80.6%.", composition=NMT3, label="NMT3", reference=93, percent=80.6, **TEST)
    (record,) = retentions(reconcile([review(*table, text)]), row=1)
    assert (record.verdict, record.sample, record.printed) == ("agreed", "modified", {"retention_modified_pct": "80.6"})
    assert [(e.page, e.row) for e in record.evidence] == [(9, 1), (2, None)]
    assert record.confidence == 0.99  # 1 − 0.03 · 0.1 is cut at 0.99
    assert record.values["low"] == 2.0  # the fuller side's window


def test_a_value_alone_is_single():
    (record,) = retentions(reconcile([review(*row(1, NMT3, 93, modified=80.6))]), row=1)
    assert (record.verdict, record.confidence, record.rivals) == ("single", 0.97, ())


def test_another_value_of_the_same_test_is_a_conflict_and_both_are_kept():
    text = said("retention", "It kept 75.1%.", composition=NMT3, reference=93, percent=75.1, **TEST)
    one, two = retentions(reconcile([review(*row(1, NMT3, 93, modified=80.6), text)]))
    assert (one.verdict, two.verdict) == ("conflict", "conflict")
    assert (one.values["percent"], two.values["percent"]) == (80.6, 75.1)
    assert (one.reason, two.reason) == ("review, page 2, says 75.1", "review, table 1, row 1, says 80.6")
    assert len(one.rivals) == len(two.rivals) == 1


@pytest.mark.parametrize("other", [{"cell": "full"}, {"temperature_C": 55}, {"cycles": 250, "rate": "8 C"}, {"basis": "rate"}])
def test_other_conditions_neither_merge_nor_contradict(other):
    text = said("retention", "It kept 75.1%.", composition=NMT3, reference=93, percent=75.1, **{**TEST, **other})
    one, two = retentions(reconcile([review(*row(1, NMT3, 93, modified=80.6), text)]))
    assert (one.verdict, two.verdict) == ("single", "single")


def test_the_paper_that_the_review_cites_is_found_by_its_doi():
    own = said("retention", "80.6% remained.", document="paper-93", composition=NMT3, role="target", percent=80.6, **TEST)
    (record,) = retentions(reconcile([review(*row(1, NMT3, 93, modified=80.6)), paper(93, own)]), row=1)
    assert (record.verdict, [e.document for e in record.evidence]) == ("agreed", ["review", "paper-93"])


def test_the_pristine_sample_of_the_paper_is_the_rows_control():
    control = said(
        "retention", "NM kept 40.4%.", document="paper-93", composition="Na0.85Ni0.34Mn0.66O2", label="NM", role="pristine",
        sample="pristine", percent=40.4, **TEST,
    )  # fmt: skip
    (record,) = retentions(
        reconcile([review(*row(1, NMT3, 93, pristine=40.4, modified=80.6)), paper(93, control)]), sample="pristine"
    )
    assert (record.verdict, len(record.evidence)) == ("agreed", 2)


def test_a_composition_made_elsewhere_is_another_sample():
    other = said("retention", "75.1% remained.", document="paper-7", composition=NMT3, role="target", percent=75.1, **TEST)
    found = retentions(reconcile([review(*row(1, NMT3, 93, modified=80.6)), paper(7, other)]))
    assert [r.verdict for r in found] == ["single", "single"]


def test_works_without_a_doi_are_joined_by_title_or_by_author_year_and_page():
    title = "Phase intergrowth in layered cathodes for sodium"
    cited = {5: Work(title=title, year=2020), 6: Work(author="Lind", year=2019, volume="7", pages="101–109"), 7: Work()}
    first = review(document="one", sha="1" * 64, cited=cited)
    second = review(
        document="two", sha="2" * 64, cited={1: Work("10.1/A", title.upper()), 2: Work("10.1/b", None, "lind", 2019, "7", "101")}
    )
    found = works([first, second])
    assert found.of("one", 5) == found.of("two", 1) == "doi:10.1/a"
    assert found.of("one", 6) == found.of("two", 2) == "doi:10.1/b"
    assert found.of("one", 7) == "ref:one#7"
    assert found.of("one", 99) == "ref:one#99"


def test_a_citation_that_fits_two_works_is_a_question():
    alike = {1: Work("10.1/a", None, "Lind", 2019, "7", None), 2: Work("10.1/b", None, "Lind", 2019, "7", None)}
    other = review(document="two", sha="2" * 64, cited={3: Work(None, None, "Lind", 2019, "7", None)})
    result = reconcile([review(document="one", sha="1" * 64, cited=alike), other])
    reason = "reference 3 fits 2 works (doi:10.1/a, doi:10.1/b)"
    assert [(q.document, q.reason) for q in result.questions] == [("two", reason)]
    assert asked(result, ["two"]) == [Asked(("two",), "", "", reason)]
    assert asked(result, ["one"]) == []


def test_two_thirds_and_its_rounding_are_one_material_and_a_name_joins_its_composition():
    claims = [
        said("phase", "a", composition="Na2/3Mn1/2Fe1/2O2", label="NMF", reference=1, phases=["P2"]),
        said("phase", "b", composition="Na0.67Mn0.5Fe0.5O2", reference=1, phases=["P2"]),
        said("phase", "c", label="NMF", reference=1, phases=["P2"]),
        said("phase", "d", label="other", reference=1, phases=["P2"]),
    ]
    found = [r for r in reconcile([review(*claims)]).records if r.property == "phase"]
    assert sorted(len(r.evidence) for r in found) == [1, 3]


def test_rounding_that_fits_two_compositions_is_a_question_not_a_merge():
    claims = [said("phase", c, composition=c, reference=1, phases=["P2"]) for c in ("Na0.67MnO2", "Na2/3MnO2", "Na0.671MnO2")]
    result = reconcile([review(*claims)])
    assert len([r for r in result.records if r.property == "phase"]) == 3
    assert {q.reason for q in result.questions} == {"equal within rounding, but so are others"}
    told = to_csv(asked(result, ["review"])).splitlines()
    assert told[:2] == ["documents,one,other,reason", 'review,Na0.671MnO2,Na0.67MnO2,"equal within rounding, but so are others"']


def test_a_misprint_is_found_where_one_number_makes_the_composition_impossible():
    right, wrong = "Na(Ni0.5Mn0.5)0.98Ti0.02O2", "Na(Ni0.5Mn0.5)0.08Ti0.02O2"
    text = said("material", "the sample", composition=right, label="M2", reference=4)
    found = {
        r.composition: r for r in reconcile([review(*row(1, wrong, 4, modified=70.2), text)]).records if r.property == "material"
    }
    assert (found[wrong].verdict, found[right].verdict) == ("conflict", "conflict")
    assert found[wrong].reason == f"0.08 for 0.98: review, page 2, says {right}"
    assert found[wrong].rivals == (found[right].record_id,)


def test_two_members_of_a_series_are_no_misprint():
    text = said("material", "x = 0.2", composition="Na0.67Mn0.8Ni0.2O2", reference=4)
    found = [r for r in reconcile([review(*row(1, "Na0.67Mn0.9Ni0.1O2", 4), text)]).records if r.property == "material"]
    assert [r.verdict for r in found] == ["single", "single"]


def test_a_formula_without_its_oxygen_subscript_is_implausible_with_a_proposal():
    found = reconcile([review(*row(1, "Na0.44Mn0.97Mo0.03O", 4))]).records
    (record,) = [r for r in found if r.property == "material"]
    assert (record.verdict, record.proposal) == ("implausible", "Na0.44Mn0.97Mo0.03O2")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("retention", {"percent": 180, **TEST}),
        ("capacity", {"value": 999.0}),
        ("voltage_window", {"low": 4.2, "high": 2.0, "cell": None}),
    ],
)
def test_values_out_of_range_are_implausible(name, values):
    text = said(name, "a slip", composition=NMT3, reference=93, **values)
    assert [r.verdict for r in reconcile([review(text)]).records] == ["implausible"]


def test_what_a_row_leaves_open_is_missing():
    table = [*row(1, NMT3, 93, pristine=40.4, modified=80.6), *row(2, "Na0.7MnO2", 94, modified=70.1)]
    missing = [r for r in reconcile([review(*table)]).records if r.verdict == "missing"]
    assert [(r.row, r.property, r.sample, r.printed, dict(r.values)) for r in missing] == [
        (2, "retention", "pristine", {"retention_pristine_pct": ""}, {})
    ]


def test_one_sentence_does_not_give_one_sample_two_values():
    sentence = "It kept 90.4% after 200 cycles, as opposed to 63.3% for the slowly cooled oxide."
    about = {"composition": NMT3, "reference": 93, **TEST}
    claims = [said("retention", sentence, percent=90.4, **about), said("retention", sentence, percent=63.3, **about)]
    found = reconcile([review(*claims)]).records
    assert [(r.values["percent"], r.composition, r.verdict) for r in sorted(found, key=lambda r: -r.values["percent"])] == [
        (90.4, NMT3, "single"),
        (63.3, None, "single"),
    ]


def test_the_rows_of_table_1_come_back_as_they_were_printed():
    table = row(1, NMT3, 93, pristine=40.4, modified=80.6)
    (made,) = rows(reconcile([review(*table)]).records)
    assert {k: v.text for k, v in made.printed.items()} == {
        "cathode_material": NMT3,
        "phase": "P2/O3",
        "voltage_range_V": "2.0–4.3",
        "reference": "93",
        "retention_pristine_pct": "40.4",
        "retention_modified_pct": "80.6",
        "cycles": "200",
        "rate": "1 C",
    }
    assert (made.document, made.table, made.row, made.page) == ("review", "1", 1, 9)
    assert made.printed["cycles"].cell.box == (10.0, 20.0, 30.0, 40.0)


def test_an_account_travels_as_json():
    account = review(*row(1, NMT3, 93, modified=80.6), said("phase", "x", label="a", reference=93, phases=["P2"]))
    again = account_from_json(json.loads(json.dumps(account.as_json())))
    assert isinstance(again, Account)
    assert again.as_json() == account.as_json()
    assert reconcile([again]).records == reconcile([account]).records


@pytest.mark.parametrize(
    ("a", "b", "gap"),
    [
        ("Na0.44Mn0.97Mo0.03O", "Na0.44Mn0.97Mo0.03O2", "none for 2"),
        ("Na0.7MnO2", "Na0.67MnO2", "0.7 for 0.67"),
        ("Na0.7Mn0.9Ni0.1O2", "Na0.7Mn0.8Ni0.2O2", None),
        ("Na0.7MnO2", "Na0.7CoO2", None),
        ("Na0.7MnO2", "Na0.7MnO2", None),
    ],
)
def test_one_number(a, b, gap):
    assert one_number(a, b) == gap


def test_two_prints_of_one_review_do_not_confirm_each_other():
    table = row(1, NMT3, 93, modified=80.6)
    other = [replace(c, fact=replace(c.fact, evidence=replace(c.fact.evidence, document="reprint"))) for c in table]
    again = replace(review(*other, document="reprint", sha="s" * 64), work=Work(doi="10.5555/review"))
    found = retentions(reconcile([review(*table), again]))
    assert [(r.document, r.verdict, len(r.evidence)) for r in found] == [("reprint", "single", 1), ("review", "single", 1)]


NOMINAL, MEASURED = "Na0.85Ni0.34Mn0.33Ti0.33O2", "Na0.84Ni0.34Mn0.34Ti0.32O2"


def both(text, label="NMT3", **values):
    """A paper's claims that give one name the nominal and another composition, and a retention of the latter."""
    own = {"document": "paper-93", "role": "target", "label": label}
    return [
        said("material", "We made NMT3.", composition=NOMINAL, **own),
        said("material", text, composition=MEASURED, **own, **values),
        said("retention", "80.6% remained.", composition=MEASURED, percent=80.6, **TEST, **own),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "According to ICP analysis, NMT3 is Na0.84Ni0.34Mn0.34Ti0.32O2.",
        "The actual composition of NMT3 is Na0.84Ni0.34Mn0.34Ti0.32O2.",
        "NMT3 was determined to be Na0.84Ni0.34Mn0.34Ti0.32O2.",
    ],
)
def test_a_nominal_and_a_measured_composition_said_to_be_one_sample_are_one_material(text):
    result = reconcile([review(*row(1, NOMINAL, 93, modified=80.6)), paper(93, *both(text))])
    (record,) = retentions(result, row=1)
    assert (record.verdict, len(record.evidence)) == ("agreed", 2)
    assert not result.questions


def test_what_was_read_as_measured_is_joined_where_another_document_prints_it():
    own = {"document": "paper-93", "role": "target", "composition": NOMINAL}
    told = [
        said("material", "We made NMT3.", doubts=[f"measured as {MEASURED}"], **own),
        said("retention", "80.6% remained.", percent=80.6, **TEST, **own),
    ]
    (record,) = retentions(reconcile([review(*row(1, MEASURED, 93, modified=80.6)), paper(93, *told)]), row=1)
    assert (record.verdict, record.composition) == ("agreed", MEASURED)


def test_one_name_with_two_compositions_and_no_analysis_is_a_question_and_no_merge():
    result = reconcile([review(*row(1, NOMINAL, 93, modified=80.6)), paper(93, *both("NMT3 is Na0.84Ni0.34Mn0.34Ti0.32O2."))])
    (record,) = retentions(result, row=1)
    assert (record.verdict, len(record.evidence)) == ("single", 1)
    assert [(q.one, q.other, q.reason) for q in result.questions] == [(MEASURED, NOMINAL, "one name is given two compositions")]


def test_compositions_further_apart_are_two_samples_whatever_is_said():
    far = "Na0.6Ni0.34Mn0.33Ti0.33O2"
    own = {"document": "paper-93", "role": "target", "label": "NMT3"}
    told = [said("material", "NMT3", composition=NOMINAL, **own), said("material", "ICP gave", composition=far, **own)]
    result = reconcile([paper(93, *told)])
    assert len(result.clusters) == 2
    assert not result.questions


@pytest.mark.parametrize(("first", "second", "named"), [(0.9, 0.85, 80.6), (0.63, 0.89, 40.4)])
def test_of_two_values_that_a_sentence_gives_one_sample_the_surer_keeps_its_name(first, second, named):
    text = "80.6% remained, and 40.4% for the other."
    told = [
        said("retention", text, composition=NMT3, reference=93, percent=p, confidence=c, **TEST)
        for p, c in ((80.6, first), (40.4, second))
    ]
    found = retentions(reconcile([review(*told)]))
    assert {r.values["percent"]: r.composition for r in found} == {p: NMT3 if p == named else None for p in (80.6, 40.4)}
    assert {r.verdict for r in found} == {"single"}


def test_the_two_samples_of_a_row_do_not_contradict_each_other_where_a_text_gives_one_by_their_formula():
    text = said("retention", "The slowly cooled oxide kept 64.25%.", composition=NMT3, reference=5, percent=64.25, **TEST)
    found = retentions(reconcile([review(*row(1, NMT3, 5, pristine=64.25, modified=86.65), text)]))
    assert sorted((r.values["percent"], r.verdict) for r in found) == [(64.25, "single"), (64.25, "single"), (86.65, "single")]
    other = said("retention", "It kept 66.8%.", composition=NMT3, reference=5, percent=66.8, **TEST)
    found = retentions(reconcile([review(*row(1, NMT3, 5, pristine=64.25, modified=86.65), text, other)]))
    conflicts = sorted(r.values["percent"] for r in found if r.verdict == "conflict")
    assert conflicts == [64.25, 66.8, 86.65], "what neither of the two has still contradicts"
