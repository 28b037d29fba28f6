"""What a run logs and measures: lines of JSON without passwords, outliers with their reason, figures of a store."""

import json
import logging

import pytest
from click.testing import CliRunner

from pipeline import logs
from pipeline.cli import command
from pipeline.outliers import Measured, Outlier, outliers
from pipeline.store import Reading, StoreError, open_store
from tests.support.stores import document


def test_a_line_of_the_log_has_the_document_and_the_page_and_no_password(tmp_path):
    log = logging.getLogger("intergrowth.test")
    with logs.to_file(tmp_path / "log.jsonl"):
        log.debug("not this")
        log.warning("page 3: %s", "at ftp://me:secret@host/x", extra={"document": "a", "page": 3, "stage": None})
        try:
            raise ValueError("postgresql://me:secret@host/x")
        except ValueError:
            log.exception("failed")
    log.warning("after the run")
    first, second = (json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines())
    assert {k: v for k, v in first.items() if k != "time"} == {
        "level": "warning",
        "logger": "intergrowth.test",
        "message": "page 3: at ftp://me:•••@host/x",
        "document": "a",
        "page": 3,
    }
    assert "ValueError" in second["traceback"]
    assert "secret" not in second["traceback"]


def test_standard_error_gets_lines_from_a_level_on(capsys):
    log = logging.getLogger("intergrowth.test")
    with logs.to_standard_error(None):
        log.error("nobody asked")
    with logs.to_standard_error("error"):
        log.warning("less")
        log.error("more")
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == ["more"]


def test_a_file_is_named_for_what_it_takes_by_itself_or_beside_the_others():
    usual = [Measured(f"p{n}", 10, 3.0, 300.0) for n in range(8)]
    slow, long = Measured("slow", 2, 12.0, 300.0), Measured("long", 100, 30.0, 300.0)
    beside, short = Measured("beside", 10, 30.0, None), Measured("short", 1, 4.0, 310.0)
    hungry, rather = Measured("hungry", 10, 3.0, 2000.0), Measured("rather", 10, 3.0, 950.0)
    assert outliers([*usual, slow, long, beside, short, hungry, rather]) == [
        Outlier("beside", "took 30.0 s for 10 pages: 10 times the median of 0.30 s a page"),
        Outlier("slow", "took 12.0 s for 2 pages: more than 5 s a page"),
        Outlier("hungry", "needed 2,000 MB: more than 1,500 MB"),
        Outlier("rather", "needed 950 MB: 3 times the median of 300 MB"),
    ]
    assert outliers([Measured("alone", 1, 4.0, 300.0)]) == outliers([]) == []


@pytest.fixture
def place(tmp_path):
    where = tmp_path / "store.sqlite"
    with open_store(where) as store:
        for seconds in (9.0, 2.0):
            with store.run(version="1", configuration="c", corpora=[]) as run_id:
                measured = {"pages": 8, "seconds": seconds, "memory_mb": 200.0, "stages": {"read": seconds - 1, "facts": 1.0}}
                broken = Reading(document("broken"), None, None, "open", "is encrypted", measured={"seconds": 0.5, "stages": {}})
                store.put(run_id, [Reading(document("a"), '{"a":1}', measured=measured), broken])
    return where


def test_stats_are_of_the_last_reading_or_of_a_run(place):
    with open_store(place) as store:
        found, first = store.stats(), store.stats(1)
        assert [(f.name, f.pages, f.seconds, f.error) for f in found.files] == [
            ("a", 8, 2.0, None),
            ("broken", 0, 0.5, "is encrypted"),
        ]
        assert (found.seconds, found.failures) == ({"read": 1.0, "facts": 1.0}, {"open": 1})
        assert first.seconds == {"read": 8.0, "facts": 1.0}
        assert [(g.run_id, g.done, g.failed) for g in found.growth] == [(1, 1, 1), (2, 1, 1)]
        assert found.rows["documents"] == 2
        assert found.bytes > 0
        with pytest.raises(StoreError, match="there is no run 7"):
            store.stats(7)


def test_the_command_prints_stats_for_people_and_programs(place):
    told = CliRunner().invoke(command, ["stats", "--store", str(place), "--json"])
    assert told.exit_code == 0
    value = json.loads(told.stdout)
    assert value["totals"]["pages_a_second_of_a_worker"] == 3.2
    assert value["stages"] == [
        {"stage": "facts", "seconds": 1.0, "pages_a_second": 8.0},
        {"stage": "read", "seconds": 1.0, "pages_a_second": 8.0},
    ]
    assert [f["name"] for f in value["slowest"]] == ["a", "broken"]
    shown = CliRunner().invoke(command, ["stats", "--store", str(place)])
    assert shown.exit_code == 0
    assert "PDF to document" in shown.stdout
    assert CliRunner().invoke(command, ["stats", "--store", str(place), "--run", "7"]).exit_code == 1


def test_a_scheduler_goes_with_dask(tmp_path):
    told = CliRunner().invoke(command, ["run", str(tmp_path), "--out", str(tmp_path / "o"), "--scheduler", "tcp://127.0.0.1:1"])
    assert told.exit_code == 2
    assert "--scheduler ADDRESS goes with --runner dask" in told.output
