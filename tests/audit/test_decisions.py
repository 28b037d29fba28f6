"""Decisions of reviewers: the file, into the store and out of it, reviewers who differ, and decisions as annotations."""

import json

import pytest
from click.testing import CliRunner

from pipeline.audit.decided import as_annotations
from pipeline.audit.decisions import read_decisions
from pipeline.audit.run import audit
from pipeline.cli import command
from pipeline.reconcile.rows import rows
from pipeline.store import open_store
from tests.support.reports import evidence, record

ONE, TWO = f"{1:016x}", f"{2:016x}"


def decision(action="accept", record_id=ONE, reviewer="Ada", when="2026-01-02T03:04:05Z", **more):
    return {"record_id": record_id, "action": action, "reviewer": reviewer, "when": when, **more}


def correction(percent=86.0, **more):
    return decision("correct", cause="reading", values={"percent": percent}, **more)


def row_records():
    """Return a material and its retention, a row of a table."""
    cell = [evidence(text="NMO | 80.6", table="1", row=1)]
    material = record(2, property="material", values={}, table="1", row=1, printed={"cathode_material": "NMO"}, places=cell)
    return [record(1, table="1", row=1, printed={"retention_pct": "80.6"}, places=cell), material]


@pytest.fixture
def place(tmp_path):
    """The address of a store with one row of a table."""
    place = str(tmp_path / "intergrowth.sqlite")
    with open_store(place) as store, store.run(version="1", configuration="x", corpora=[]) as run_id:
        store.put_records(run_id, row_records())
    return place


def write(folder, *decisions, name="decisions.json", **more):
    path = folder / name
    path.write_text(json.dumps({"intergrowth": "decisions", "version": 1, "decisions": decisions, **more}), "utf-8")
    return path


def review(*words, place):
    return CliRunner().invoke(command, ["review", *map(str, words), "--store", place])


# --- the file


def test_a_file_is_read_with_times_in_utc_and_the_comment_behind_its_cause(tmp_path):
    when = "2026-01-02T05:04:05.250+02:00"
    (found,) = read_decisions(write(tmp_path, decision("reject", when=when, cause="linking", comment=" of the pristine one ")))
    assert (found.when, found.cause, found.reviewer) == ("2026-01-02T03:04:05.250+00:00", "linking: of the pristine one", "Ada")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("no", "an object is expected"),
        ({}, '"record_id" is missing'),
        (decision("forget"), '"action" is "forget": accept, correct or reject is expected'),
        (decision(record_id=5), '"record_id" is no text'),
        (decision(when="yesterday"), '"when" is no time'),
        (decision(when=None), '"when" is no time'),
        (decision("correct"), 'a correction without "values"'),
        (decision("correct", values=[1]), '"values" is no object'),
        (decision("accept", values={"percent": 1}), "only a correction has some"),
        (decision(reviewer=["Ada"]), '"reviewer" is no text'),
    ],
)
def test_an_entry_that_has_not_the_form_is_named_and_nothing_is_taken_in(tmp_path, place, entry, told):
    done = review("import", write(tmp_path, decision(), entry), place=place)
    assert done.exit_code == 1
    assert "decisions.json: entry 2" in done.output
    assert told in done.output
    with open_store(place) as store:
        assert store.reviews() == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"decisions": "no"}', '{"intergrowth": "run", "decisions": []}', "[" * 100_000])
def test_a_file_that_is_none_of_decisions_is_named(tmp_path, place, text):
    (tmp_path / "bad.json").write_text(text, "utf-8")
    done = review("import", tmp_path / "bad.json", place=place)
    assert done.exit_code == 1
    assert "bad.json: is no file of decisions" in done.output


def test_a_file_of_a_newer_version_says_so(tmp_path, place):
    done = review("import", write(tmp_path, version=2), place=place)
    assert (done.exit_code, "written by a newer program" in done.output) == (1, True)


def test_text_of_a_file_cannot_steer_the_terminal(tmp_path, place):
    done = review("import", write(tmp_path, decision(reviewer="\x1b[31mAda\x1b[0m\nBo")), place=place)
    assert done.exit_code == 0
    assert "\x1b" not in review("list", place=place).output


# --- into the store


def test_a_correction_is_a_new_record_in_records_and_table_and_can_be_undone(tmp_path, place):
    done = review("import", write(tmp_path, correction()), place=place)
    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'decisions.json'}: 1 decision in the store\n")
    with open_store(place) as store:
        (now,) = [r for r in store.records() if r.property == "retention"]
        assert (now.values["percent"], now.supersedes, now.printed) == (86.0, ONE, {"retention_pct": "86"})
        assert [r.text("retention_pct") for r in rows(store.records())] == ["86"]
    assert review("undo", "1", "--reviewer", "Ada", place=place).exit_code == 0
    with open_store(place) as store:
        assert [r.text("retention_pct") for r in rows(store.records())] == ["80.6"]
        assert store.holding() == []


def test_the_same_decisions_twice_change_nothing(tmp_path, place):
    file = write(tmp_path, correction(), decision(record_id=TWO))
    assert review("import", file, place=place).output == f"{file}: 2 decisions in the store\n"
    with open_store(place) as store:
        before = store.records(), store.reviews()
    again = review("import", file, file, place=place)
    assert again.output == f"{file}: 2 decisions in the store, 2 of them before\n" * 2
    with open_store(place) as store:
        assert (store.records(), store.reviews()) == before


def test_a_record_that_the_store_never_had_is_named_and_the_others_are_taken_in(tmp_path, place):
    done = review("import", write(tmp_path, decision(record_id="nothing"), decision()), place=place)
    assert done.exit_code == 1
    assert "decisions.json: entry 1: the store has no record nothing" in done.output
    with open_store(place) as store:
        assert [r.decision.record_id for r in store.reviews()] == [ONE]


def test_a_value_of_the_wrong_type_or_of_no_field_is_named(tmp_path, place):
    file = write(tmp_path, decision("correct", values={"percent": "many"}), decision("correct", values={"colour": "red"}))
    done = review("import", file, place=place)
    assert done.exit_code == 1
    assert f'entry 1: percent of record {ONE} cannot be "many"' in done.output
    assert "entry 2: 'colour' is no field of record" in done.output


def test_a_decision_on_a_record_that_the_pipeline_says_no_more_waits_for_it(tmp_path, place):
    with open_store(place) as store, store.run(version="2", configuration="x", corpora=[]) as run_id:
        store.put_records(run_id, row_records()[1:])
    assert review("import", write(tmp_path, decision("reject", cause="reading")), place=place).exit_code == 0
    with open_store(place) as store, store.run(version="3", configuration="x", corpora=[]) as run_id:
        store.put_records(run_id, row_records())
    with open_store(place) as store:
        assert [r.property for r in store.records()] == ["material"]


def test_of_two_reviewers_who_differ_the_later_holds_in_whatever_order_they_come(tmp_path, place):
    early = write(tmp_path, correction(90.0), name="early.json")
    late = write(tmp_path, correction(70.0, reviewer="Bo", when="2026-01-03T00:00:00Z"), name="late.json")
    done = review("import", late, early, place=place)
    assert done.exit_code == 0
    assert (
        f'note: reviewers differ on record {ONE}: Ada: correct {{"percent": 90.0}} (reading); '
        'Bo: correct {"percent": 70.0} (reading). The last holds' in done.output
    )
    with open_store(place) as store:
        assert [r.values["percent"] for r in store.records() if r.property == "retention"] == [70.0]
    listed = review("list", place=place).output.splitlines()
    assert [line.endswith("(a later one holds)") for line in listed] == [False, True]
    assert review("undo", "1", "--reviewer", "Bo", place=place).exit_code == 0
    with open_store(place) as store:
        assert [r.values["percent"] for r in store.records() if r.property == "retention"] == [90.0]


def test_the_list_for_programs(tmp_path, place):
    review("import", write(tmp_path, correction()), place=place)
    (told,) = json.loads(CliRunner().invoke(command, ["review", "list", "--json", "--store", place]).output)
    assert (told["record_id"], told["values"], told["undone"], told["holds"]) == (ONE, {"percent": 86.0}, False, True)


def test_a_store_without_decisions_says_so(place):
    done = review("list", place=place)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "no decisions are in the store: `intergrowth review import FILE` takes them in\n"


@pytest.mark.parametrize("words", [["list"], ["undo", "1", "--reviewer", "Ada"], ["export", "--out", "x"]])
def test_a_store_that_is_not_there_is_told(tmp_path, words):
    done = review(*words, place=str(tmp_path / "none.sqlite"))
    assert done.exit_code == 1
    assert "there is no store" in done.output


# --- as annotations


def annotated(place):
    with open_store(place) as store:
        return as_annotations(store.seen(), store.records())


def test_decisions_become_annotations_of_each_reviewer(tmp_path, place):
    review("import", write(tmp_path, correction(), decision("reject", TWO, "Bo", cause="recognition")), place=place)
    found = annotated(place)
    assert sorted(found) == ["Ada/paper.json", "Bo/paper.json"]
    empty = {"low": None, "high": None, "cell": "half", "temperature_C": None, "basis": None}
    assert found["Ada/paper.json"] == {
        "document": "paper",
        "doi": None,
        "annotator": "Ada",
        "kind": "research",
        "complete": False,
        "materials": [{"id": "m1", "role": "target", "labels": ["NMO"], "composition": "Na0.7MnO2"}],
        "retention": [{"material": "m1", "percent": 86.0, "cycles": 200, "rate": "1 C", **empty}],
        "rejected": [
            {"property": "retention", "material": "m1", "percent": 80.6, "cycles": 200, "rate": "1 C", **empty, "note": "reading"}
        ],
    }
    assert found["Bo/paper.json"]["materials"][0]["optional"] is True
    assert found["Bo/paper.json"]["rejected"] == [{"property": "material", "material": "m1", "note": "recognition"}]


def test_where_the_document_itself_is_wrong_it_states_what_was_read(tmp_path, place):
    wrong = decision("correct", cause="document", comment="misprint", values={"percent": 86.0})
    review("import", write(tmp_path, wrong), place=place)
    (found,) = annotated(place).values()
    assert [r["percent"] for r in found["retention"]] == [80.6]
    assert "rejected" not in found


def test_of_a_reviewers_decisions_on_a_record_the_last_counts_and_an_undone_one_does_not(tmp_path, place):
    later = decision("reject", cause="linking", when="2026-02-01T00:00:00Z")
    review("import", write(tmp_path, later, decision()), place=place)
    (found,) = annotated(place).values()
    assert ("retention" in found, [r["percent"] for r in found["rejected"]]) == (False, [80.6])
    review("undo", "1", "--reviewer", "Ada", place=place)
    (found,) = annotated(place).values()
    assert ([r["percent"] for r in found["retention"]], "rejected" in found) == ([80.6], False)


def test_an_audit_scores_what_was_decided_and_nothing_else(tmp_path, place):
    """80.6 was rejected in favour of 86; the records still say 80.6, and 71.5, of which nobody has said anything."""
    review("import", write(tmp_path, correction()), place=place)
    done = review("export", "--out", tmp_path / "decided", place=place)
    assert (done.exit_code, done.output) == (0, f"1 annotation written to {tmp_path / 'decided'}\n")
    out = tmp_path / "run"
    out.mkdir()
    told = [*row_records(), record(3, percent=71.5)]
    (out / "records.jsonl").write_text("".join(json.dumps(r.as_json()) + "\n" for r in told))
    result = audit([tmp_path / "decided"], out)
    assert result.problems == ()
    full = {s.name: s.counts for s in result.scores if s.measure == "full" and s.of == "records"}
    assert (full["retention"].right, full["retention"].false, full["retention"].missed) == (0, 1, 1)
    assert (full["material"].right, full["material"].false, full["material"].missed) == (1, 0, 0)
    assert result.notes[-1] == "1 annotation made of decisions: only what was decided is scored"
    with open_store(place) as store:
        now = store.records()
    (out / "records.jsonl").write_text("".join(json.dumps(r.as_json()) + "\n" for r in [*now, record(3, percent=71.5)]))
    full = {s.name: s.counts for s in audit([tmp_path / "decided"], out).scores if s.measure == "full" and s.of == "records"}
    assert (full["retention"].right, full["retention"].false, full["retention"].missed) == (1, 0, 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"complete": "no"}, "\"complete\" is 'no'"),
        ({"rejected": [{"property": "colour"}]}, 'rejected, entry 1: an object with a "property"'),
        ({"rejected": [{"property": "retention", "material": "m9", "percent": 1}]}, "no material has the id 'm9'"),
        ({"rejected": [{"property": "retention", "material": "m1"}]}, '"percent" is missing'),
        ({"rejected": [{"property": "material"}]}, '"material" is missing'),
    ],
)
def test_rejected_entries_that_have_not_the_form_are_named(tmp_path, change, told):
    from pipeline.audit.folder import read_annotations

    (tmp_path / "paper.json").write_text(json.dumps({"materials": [{"id": "m1", "composition": "NaMnO2"}], **change}))
    (problem,) = read_annotations([tmp_path]).problems
    assert told in problem.error
