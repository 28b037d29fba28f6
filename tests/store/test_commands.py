"""``intergrowth find``, ``diff`` and ``runs``: what they print, and their exit statuses."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.records import record_from_json
from pipeline.store import Decision, open_store
from tests.support.records import evidence, record
from tests.support.stores import document, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of outputs with a store of two runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outputs").mkdir()
    window = record(2, property="voltage_window", values={"low": 2.2, "high": 4.4, "cell": "half"}, evidence=(evidence(page=5),))
    other = record(
        3, "other", composition="NaFeO2", labels=(), values={"percent": 61, "cycles": 50}, evidence=(evidence("other"),)
    )
    with open_store(tmp_path / "outputs" / "intergrowth.sqlite") as store:
        with store.run(version="1.0", configuration="c1", corpora=["papers"]) as run_id:
            store.commit_document(run_id, document("paper", doi="10.1000/x"), {})
            store.commit_document(run_id, document("other"), {})
            store.put_records(run_id, [record(1, evidence=(evidence(), evidence(page=9))), window, other])
        store.add_decisions([Decision(other.record_id, "reject", "Ada", "2026-03-01", "another sample")])
        run(store, [record(1, verdict="conflict", reason="64% on page 9"), window, other], ["other"], version="1.1")
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_find_prints_a_row_a_record_with_its_source(folder):
    done = call("find", "--property", "retention", "--run", "1", "--doi", "https://doi.org/10.1000/X")
    assert done.exit_code == 0
    row = done.stdout.splitlines()[3].split("  ")
    assert [cell.strip() for cell in row if cell.strip()] == [
        "NMT3 (Na0.85Ni0.34Mn0.33Ti0.33O2)",
        "retention 80.6% after 200 cycles at 1 C, 2.2–4.4 V, half cell",
        "single",
        "0.90",
        "paper, 10.1000/x, p. 3 and 1 more",
        "It keeps 80.6% after 200 cycles at 1 C.",
    ]
    assert done.stderr == "1 record\n"


def test_find_as_csv_and_as_json(folder):
    done = call("find", "--element", "Ti", "--no-element", "Fe", "--phase", "P2", "--min", "low=2.2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(r["record_id"][-1], r["document"], r["doi"], r["evidence_page"], r["evidence_text"]) for r in rows] == [
        ("1", "paper", "10.1000/x", "3", "It keeps 80.6% after 200 cycles at 1 C."),
        ("2", "paper", "10.1000/x", "5", "It keeps 80.6% after 200 cycles at 1 C."),
    ]
    done = call("find", "--composition", "Na0.85Ni0.34Mn0.33Ti0.33O2", "--verdict", "conflict", "--format", "json")
    (found,) = [record_from_json(value) for value in json.loads(done.stdout)]
    assert (found.record_id, found.doi, found.reason) == ("0000000000000001", "10.1000/x", "64% on page 9")


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--property", "retention", "--min", "80"], "1"),
        (["--property", "retention", "--max", "80"], "3"),
        (["--property", "voltage_window", "--min", "2", "--max", "4.4"], "2"),
        (["--property", "voltage_window", "--max", "4.3"], ""),
        (["--min", "cycles=50", "--max", "cycles=200"], "31"),
        (["--composition", "NaFe1O2"], "3"),
        (["--label", "NMT3"], "12"),
        (["--role", "cited"], ""),
        (["--document", "other", "--document", "paper", "--property", "retention"], "31"),
    ],
)
def test_find_by(folder, arguments, ids):
    done = call("find", *arguments, "--run", "1", "--format", "json")
    assert "".join(r["record_id"][-1] for r in json.loads(done.stdout)) == ids


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--min", "80"], "say of which field"),
        (["--property", "retention", "--property", "capacity", "--min", "80"], "say of which field"),
        (["--min", "colour=80"], "'colour' is none of percent"),
        (["--property", "retention", "--min", "many"], "'many' is no number"),
        (["--verdict", "nice"], "'nice' is not one of"),
    ],
)
def test_find_says_what_it_cannot_ask(folder, arguments, said):
    done = call("find", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_diff_says_what_changed_and_why(folder):
    done = call("diff", 1, 2)
    assert done.exit_code == 0
    text = " ".join(done.stdout.split())
    assert "- other NaFeO2 retention 61% after 50 cycles decision of Ada: reject: another sample" in text
    assert "verdict single → conflict" in text
    assert "pipeline 1.0 → 1.1" in text
    assert done.stderr == "run 1 → run 2: 0 added, 1 removed, 1 changed\n"
    changes = json.loads(call("diff", 1, 2, "--format", "json").stdout)
    assert [(c["kind"], c["fields"]) for c in changes] == [("removed", []), ("changed", ["verdict", "reason", "evidence"])]
    assert changes[1]["before"]["verdict"] == "single"
    assert changes[0]["after"] is None


def test_runs_lists_the_runs(folder):
    listed = json.loads(call("runs", "--format", "json").stdout)
    assert [(r["id"], r["state"], r["version"], r["done"], r["corpora"]) for r in listed] == [
        (1, "finished", "1.0", 2, ["papers"]),
        (2, "finished", "1.1", 1, ["corpus"]),
    ]
    assert "2 read, 0 failed, 0 skipped" in call("runs").stdout


def test_a_store_is_named_by_folder_file_or_environment(folder, monkeypatch):
    for place in ("outputs", "outputs/intergrowth.sqlite", folder / "outputs", f"sqlite:///{folder}/outputs/intergrowth.sqlite"):
        assert len(json.loads(call("runs", "--store", place, "--format", "json").stdout)) == 2
    monkeypatch.setenv("INTERGROWTH_STORE", str(folder / "outputs"))
    monkeypatch.chdir("/")
    assert len(json.loads(call("runs", "--format", "json").stdout)) == 2


def test_without_a_name_the_store_is_that_of_the_settings(folder, monkeypatch):
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder / "deep")
    Path("intergrowth.toml").write_text('[extract]\nout = "../outputs"\n')
    assert len(json.loads(call("runs", "--format", "json").stdout)) == 2
    Path("intergrowth.toml").write_text('store = "../outputs/intergrowth.sqlite"\n')
    assert len(json.loads(call("runs", "--format", "json").stdout)) == 2
    Path("intergrowth.toml").write_text('stores = "x"\n')
    assert call("runs").stderr == "error: intergrowth.toml:1: there is no setting stores; do you mean store?\n"
    assert len(json.loads(call("runs", "--store", "../outputs", "--format", "json").stdout)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["runs", "--store", "nowhere"],
            "error: nowhere: there is no store: run `intergrowth run` first, or name its store with --store",
        ),
        (["diff", "1", "7"], "error: there is no run 7: `intergrowth runs` lists them"),
        (["find", "--run", "7"], "error: there is no run 7"),
        (["find", "--composition", "Na(2"], "error: the composition 'Na(2' cannot be read"),
        (["runs", "--store", "mysql://me:secret@host/x"], "a store is a SQLite file or a PostgreSQL database"),
    ],
)
def test_a_store_that_cannot_be_used_is_said_in_a_sentence(folder, arguments, said):
    done = call(*arguments)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert not Path("nowhere").exists()


def test_nothing_from_a_pdf_steers_the_terminal(folder):
    evil = "\x1b[31mred\x07\u202e"
    with open_store(folder / "outputs" / "intergrowth.sqlite") as store:
        run(store, [record(1, labels=(evil,), evidence=(evidence(text=evil),))])
    printed = call("find").stdout + call("diff", 2, 3).stdout
    assert "red" in printed
    assert not set("\x1b\x07\u202e") & set(printed)


def test_help_does_not_import_the_database(tmp_path):
    program = "import sys\nfrom pipeline.cli import command\ntry: command(['find', '--help'])\nexcept SystemExit: pass\n"
    program += "print({'sqlalchemy', 'alembic', 'rich'} & set(sys.modules))"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
