"""Records by composition, elements, phases, properties, ranges and DOI."""

import pytest

from pipeline.store import Query, StoreError
from pipeline.store.find import bare_doi, elements
from tests.support.records import record
from tests.support.stores import run

RECORDS = [
    record(1, "a", composition="Na2/3Ni1/3Mn2/3O2", phases=("P2",), values={"percent": 80, "cycles": 200}, doi="10.1000/ABC"),
    record(2, "a", composition="Na0.67Ni0.33Mn0.67O2", phases=("P2", "O3"), values={"percent": 79.9, "cycles": 500}),
    record(3, "b", composition="NaFe0.5Mn0.5O2", phases=("O3",), property="capacity", values={"value": 150, "rate": "1 C"}),
    record(4, "b", composition="NaNi0.5Mn0.5O2@TiO2", phases=("P'3",), verdict="conflict", role="cited", values={"percent": 90}),
    record(
        5, "c", composition=None, phases=(), labels=("NMT3", "x = 0.1"), property="voltage_window", values={"low": 2, "high": 4.4}
    ),
    record(6, "c", composition="not a formula", phases=(), property="material", values={}),
]


@pytest.fixture
def filled(store):
    run(store, RECORDS, ["a", "b", "c"])
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), "123456"),
        (Query(composition="Na2/3Ni1/3Mn2/3O2"), "1"),
        (Query(composition="Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2}"), "1"),
        (Query(composition="Na2/3Mn2/3Ni1/3O2"), "1"),
        (Query(composition="Na4/6Ni1/3Mn2/3O2"), "1"),
        (Query(composition="Na0.67Ni0.33Mn0.67O2"), "2"),
        (Query(composition="Na2/3Ni1/3Mn2/3O2", rounded=True), "12"),
        (Query(composition="NaNi0.5Mn0.5O2"), ""),
        (Query(elements=("Ni",)), "124"),
        (Query(elements=("Ni",), without_elements=("Ti",)), "12"),
        (Query(without_elements=("Ni",)), "3"),
        (Query(elements=("N",)), ""),
        (Query(phases=("P2",)), "12"),
        (Query(phases=("P2", "O3")), "2"),
        (Query(phases=("P′3",)), "4"),
        (Query(phases=("P3",)), ""),
        (Query(properties=("capacity",)), "3"),
        (Query(properties=("capacity", "material")), "36"),
        (Query(verdicts=("conflict",)), "4"),
        (Query(documents=("a",)), "12"),
        (Query(roles=("cited",)), "4"),
        (Query(label="NMT3"), "123456"),
        (Query(doi="https://doi.org/10.1000/abc"), "1"),
        (Query(minimum={"percent": 80}), "14"),
        (Query(maximum={"percent": 80}), "12"),
        (Query(minimum={"percent": 79.9}, maximum={"percent": 80, "cycles": 200}), "1"),
        (Query(minimum={"low": 2}, maximum={"high": 4.4}), "5"),
        (Query(minimum={"value": 100}, properties=("retention",)), ""),
    ],
)
def test_what_is_asked_for_is_found(filled, query, found):
    assert "".join(sorted(r.record_id[-1] for r in filled.find(query))) == found


def test_a_label_is_asked_for_as_a_whole(filled):
    assert [r.record_id[-1] for r in filled.find(Query(label="x = 0.1"))] == ["5"]
    assert filled.find(Query(label="NMT")) == []


def test_a_record_that_stands_no_more_is_not_found(filled):
    run(filled, RECORDS[1:], ["a", "b", "c"])
    assert filled.find(Query(composition="Na2/3Ni1/3Mn2/3O2")) == []
    assert len(filled.find(Query(composition="Na2/3Ni1/3Mn2/3O2", run_id=1))) == 1


def test_what_cannot_be_asked_for_is_said(filled):
    with pytest.raises(StoreError, match=r"the composition 'Na\(2' cannot be read"):
        filled.find(Query(composition="Na(2"))
    with pytest.raises(StoreError, match="'colour' is no number of a record: percent, value"):
        filled.find(Query(minimum={"colour": 1}))


def test_nothing_asked_for_reaches_the_database_as_a_statement(filled):
    evil = "'; DROP TABLE runs; --"
    asked = Query(properties=(evil,), documents=(evil,), doi=evil, label=evil, phases=(evil,), elements=(evil,))
    assert filled.find(asked) == []
    assert len(filled.runs()) == 1


def test_elements_of_a_composition():
    assert elements("Na2/3Ni1/3Mn2/3O2") == {"Na", "Ni", "Mn", "O"}
    assert elements("NaNi0.5Mn0.5O2@5wt%TiO2") == {"Na", "Ni", "Mn", "Ti", "O"}
    assert elements("CNTs") == frozenset()
    assert elements("") == frozenset()


def test_a_doi_is_one_however_it_is_written():
    assert {bare_doi(x) for x in ("10.1/A", "doi: 10.1/a", "http://dx.doi.org/10.1/a", " https://doi.org/10.1/A ")} == {"10.1/a"}
