"""The command: what it prints where, its exit statuses, and that bad input never shows a traceback."""

import importlib
import json
import os
import subprocess
import sys
import types
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.commands.terminal import pretty
from pipeline.ingest import Failure
from pipeline.model import Block, BlockKind, Cell, Document, Evidence, Fact, Flag, Page, Reference, Subject, Table
from pipeline.outputs import BusyError, Summary
from pipeline.pdf.errors import ReadError
from tests.support.pdfs import pdf

ROOT = Path(__file__).parents[1]
BOX = (0.0, 0.0, 1.0, 1.0)
TABLE = Table(
    "Table 1",
    "Cathodes of Na_{x}TMO_{2}",
    2,
    BOX,
    ((Cell("Material", 2), Cell("Range (V)", 2)),),
    ((Cell("Na_{0.67}MnO_{2}", 2, BOX), Cell("2.0–4.3", 2, BOX)),),
    notes=("^{a} half cell",),
    doubt="a row without a material",
)
DOCUMENT = Document(
    "paper",
    "0" * 64,
    (Page(1, 595.0, 842.0), Page(2, 595.0, 842.0, ("no text layer",))),
    (
        Block(BlockKind.TITLE, "On Na_{0.67}MnO_{2}", 1),
        Block(BlockKind.PARAGRAPH, "It keeps 90 mAh g1 [sic].", 2, flags=(Flag(16, 18, "a minus may be lost"),)),
    ),
    (TABLE,),
    (Reference(1, "A. Nobody, J. Tests, 2020", 2, journal="J. Tests", year=2020),),
)


def fact(table, name):
    subject = Subject(composition=table.rows[0][0].text)
    return Fact("voltage_window", subject, Evidence(name, 2, (BOX,), "2.0–4.3", "fake"), {"low": 2.0, "high": 4.3, "cell": None})


@pytest.fixture
def fakes(monkeypatch):
    """Put stand-ins in the place of the reader, the cells, Table 1 and the drawing."""

    def read(path, *, source="auto", password=None):
        if "bad" in path.name:
            raise ReadError(path, "is not a PDF: save it again", stage="open")
        if "odd" in path.name:
            raise AssertionError("a fault of ours")
        return DOCUMENT

    def draw(path, document, page, out):
        out.write_bytes(b"picture of page %d" % page)

    reader = {"read": read, "document_as_json": lambda d: {"document": d.name, "blocks": [b.text for b in d.blocks]}}
    cells = {"read_rows": lambda table, name: [(table, name)]}
    table1 = {
        "render": lambda rows: f"TABLE OF {len(rows)}",
        "write": lambda rows, out: (out / "table1.csv").write_text(f"{len(rows)} rows"),
    }
    extract = {"extract": lambda d: [fact(t, d.name) for t in d.tables]}
    put(
        monkeypatch,
        {
            "pipeline.pdf.reader": reader,
            "pipeline.pdf.draw": {"draw": draw},
            "pipeline.cells": cells,
            "pipeline.extract": extract,
            "pipeline.table1": table1,
        },
    )


def put(monkeypatch, standins):
    """Replace members of modules, which keep all their others; whoever imports one of them later finds the rest whole."""
    modules = {name: importlib.import_module(name) for name in standins}  # all before the first is replaced
    for name, members in standins.items():
        for member, standin in members.items():
            monkeypatch.setattr(modules[name], member, standin)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("paper.pdf", "bad.pdf", "odd.pdf"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def test_read_prints_blocks_tables_and_references_for_people(fakes, here):
    done = call("read", "paper.pdf")
    assert done.exit_code == 0
    assert "\x1b[" not in done.stdout
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert "title      On Na₀.₆₇MnO₂" not in lines  # there is no small point: the markup stays
    assert "title      On Na_{0.67}MnO₂" in lines
    assert "           doubt: 'g1': a minus may be lost" in lines
    assert any("─ Table 1, page 2 ─" in line for line in lines)
    assert "Cathodes of NaₓTMO₂" in lines
    assert any(line.split() == ["Na_{0.67}MnO₂", "2.0–4.3"] for line in lines)
    assert "^{a} half cell" in lines
    assert "doubt: a row without a material" in lines
    assert "   1 J. Tests, 2020" in lines
    assert "page 2: no text layer" in lines


def test_read_prints_json_for_programs(fakes, here):
    done = call("read", "paper.pdf", "--json")
    assert json.loads(done.stdout) == {"document": "paper", "blocks": [b.text for b in DOCUMENT.blocks]}


def test_a_page_is_drawn_to_a_named_or_a_standard_file(fakes, here):
    assert call("read", "paper.pdf", "--draw", 2).exit_code == 0
    assert (here / "paper-page-2.png").read_bytes() == b"picture of page 2"
    done = call("read", "paper.pdf", "--draw", 1, "--out", "my page.png")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "drawn: my page.png\n")
    assert (here / "my page.png").read_bytes() == b"picture of page 1"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("read", "nowhere.pdf"), "does not exist"),
        (("read", "."), "is a directory"),
        (("read", "paper.pdf", "--draw", "3"), "the file has 2 page(s)"),
        (("read", "paper.pdf", "--draw", "0"), "--draw"),
        (("read", "paper.pdf", "--out", "x.png"), "--draw PAGE"),
        (("read", "paper.pdf", "--source", "magic"), "magic"),
        (("facts",), "Missing argument"),
        (("table1",), "Missing argument"),
        (("run", "paper.pdf"), "--out"),
        (("run", "--out", "o"), "Missing argument"),
        (("run", "nowhere", "--out", "o"), "nowhere does not exist"),
        (("run", "paper.pdf", "--out", "bad.pdf"), "is a file"),
        (("run", "paper.pdf", "--out", "o", "--timeout", "0"), "--timeout"),
        (("run", "paper.pdf", "--out", "o", "--workers", "0"), "--workers"),
        (("run", "paper.pdf", "--out", "o", "--supplement-pattern", "("), "not a regular expression"),
        (("run", "paper.pdf", "--out", "o", "--supplement-pattern", "x"), "(?P<paper>"),
        (("sing",), "No such command"),
    ],
)
def test_wrong_usage_is_status_2_and_one_clear_message(fakes, here, arguments, part):
    done = call(*arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["read", "facts"])
def test_a_file_that_cannot_be_read_is_status_1_and_a_sentence(fakes, here, name):
    done = call(name, "bad.pdf")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "error: bad.pdf: is not a PDF: save it again\n")


def test_facts_for_people_and_as_lines(fakes, here):
    shown = call("facts", "paper.pdf").stdout
    assert "voltage window 2–4.3 V → " in shown
    assert "* is not said in the sentence but elsewhere in the document" in shown
    (line,) = call("facts", "paper.pdf", "--json").stdout.splitlines()
    assert json.loads(line)["low"] == 2.0


def test_table1_prints_and_writes_and_goes_on_after_a_bad_file(fakes, here):
    done = call("table1", "bad.pdf", "paper.pdf", "paper.pdf", "--out", "t")
    assert done.exit_code == 1
    assert done.stdout == "TABLE OF 2\n"
    assert done.stderr == "error: bad.pdf: is not a PDF: save it again\n"
    assert (here / "t" / "table1.csv").read_text() == "2 rows"


def fake_flow(monkeypatch, answer):
    import flows

    def extract(corpora, out, **options):
        options["progress"]("reading", 1, 1)
        if isinstance(answer, Exception):
            raise answer
        asked.append((corpora, out, options))
        return answer

    asked = []
    module = types.ModuleType("flows.extract")
    module.extract = extract
    monkeypatch.setitem(sys.modules, "flows.extract", module)
    monkeypatch.setattr(flows, "extract", module, raising=False)
    return asked


def summary(out, failures=()):
    run = {
        "documents": [{"path": "paper.pdf", "notes": ["page 2: no text layer"]}],
        "duplicates": [{"path": "twin.pdf", "of": "paper.pdf"}],
        "notes": ["no PDF in empty"],
        "counts": {
            **{"documents": 1, "files": 3, "pages": 2, "tables": 1, "duplicates": 1, "failed_files": len(failures)},
            **{"table1_rows": 1, "facts": 5, "supplements": 0},
        },
    }
    return Summary(out, run, tuple(failures), (("row",),))


def test_run_shows_table_1_notes_counts_and_where_the_outputs_are(fakes, here, monkeypatch):
    (here / "o").mkdir()
    (here / "o" / "facts.jsonl").touch()
    asked = fake_flow(monkeypatch, summary(Path("o")))
    done = call("run", "paper.pdf", "bad.pdf", "--out", "o", "--source", "pdfium", "--timeout", "7", "--workers", "3")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "TABLE OF 1",
        "note: paper.pdf: page 2: no text layer",
        "note: twin.pdf is the same file as paper.pdf",
        "note: no PDF in empty",
        "1 of 3 files read (2 pages, 1 tables, 1 duplicates, 0 with failures): 1 rows of Table 1, 5 facts",
        "written to o: facts.jsonl",
    ]
    assert done.stderr == "starting\nreading 1 of 1\n"
    ((corpora, out, options),) = asked
    assert (corpora, out) == (["paper.pdf", "bad.pdf"], "o")
    assert (options["characters"], options["timeout"], options["workers"], options["memory_mb"]) == ("pdfium", 7.0, 3, 4096)


SETTINGS = """
store = "kept.sqlite"
[extract]
corpora = ["paper.pdf"]
out = "watched"
timeout_s = 7
workers = 2
memory_mb = 512
links_out = true
report = false
characters = "pdfium"
"""
SET = {
    "timeout": 7.0,
    "workers": 2,
    "memory_mb": 512,
    "links_out": True,
    "report": False,
    "characters": "pdfium",
    "runner": "processes",
}


def asked_for(monkeypatch, *words):
    """Return what the flow is asked for by a command: corpora, folder, store, and what differs from SET."""
    asked = fake_flow(monkeypatch, summary(Path("o")))
    done = call("run", *words, "--quiet")
    assert done.exit_code == 0, done.stderr
    ((corpora, out, options),) = asked
    store = options["store"].get_secret_value() if options["store"] else None
    return corpora, out, store, {name: options[name] for name in SET if options[name] != SET[name]}


def test_run_takes_from_the_settings_what_neither_command_nor_environment_says(fakes, here, monkeypatch):
    (here / "intergrowth.toml").write_text(SETTINGS)
    kept = str(here / "kept.sqlite")
    assert asked_for(monkeypatch) == (["paper.pdf"], "watched", kept, {})
    monkeypatch.setenv("INTERGROWTH_EXTRACT__WORKERS", "3")
    monkeypatch.setenv("INTERGROWTH_EXTRACT__MEMORY_MB", "256")
    words = ("--memory", "1024", "--report", "--no-links-out", "--store", "other.sqlite", "--source", "auto")
    assert asked_for(monkeypatch, "bad.pdf", "--out", "o", *words) == (
        ["bad.pdf"],
        "o",
        "other.sqlite",
        {"workers": 3, "memory_mb": 1024, "report": True, "links_out": False, "characters": "auto"},
    )


def test_run_without_settings_has_the_defaults_of_the_settings(fakes, here, monkeypatch):
    differing = {"timeout": 60.0, "workers": None, "memory_mb": 4096, "links_out": False, "report": True, "characters": "auto"}
    assert asked_for(monkeypatch, "paper.pdf", "--out", "o") == (["paper.pdf"], "o", None, differing)


def test_watched_places_count_from_the_folder_of_the_settings(fakes, here, monkeypatch):
    (here / "settings").mkdir()
    (here / "settings" / "my.toml").write_text('[extract]\ncorpora = ["../paper.pdf", "s3://bucket/x"]\nout = "watched"\n')
    corpora, out, store, _ = asked_for(monkeypatch, "--config", "settings/my.toml")
    assert corpora == [str(here / "settings" / ".." / "paper.pdf"), "s3://bucket/x"]
    assert (out, store) == (str(here / "settings" / "watched"), None)


def test_run_never_puts_other_papers_in_the_place_of_the_watched_ones_unasked(fakes, here):
    (here / "intergrowth.toml").write_text(SETTINGS)
    done = call("run", "bad.pdf")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (2, "Error: Missing option '--out': the folder to write to.")
    (here / "intergrowth.toml").write_text('[extract]\ncorpora = ["nowhere"]\ntimeout = 7\n')
    done = call("run")
    assert done.exit_code == 2
    assert done.stderr == "error: intergrowth.toml:3: there is no setting extract.timeout; do you mean extract.timeout_s?\n"


def test_an_address_with_a_password_is_hidden_from_whoever_sees_the_parameters(fakes, here, monkeypatch):
    asked = fake_flow(monkeypatch, summary(Path("o")))
    call("run", "ftp://me:geheim@127.0.0.1/papers", "paper.pdf", "--out", "o", "--quiet")
    ((corpora, _, _),) = asked
    assert str(corpora) == "[SecretStr('**********'), 'paper.pdf']"


def test_run_with_failures_is_status_1_and_names_them(fakes, here, monkeypatch):
    fake_flow(monkeypatch, summary(Path("o"), [Failure("bad.pdf", "open", "is not a PDF")]))
    done = call("run", "paper.pdf", "--out", "o", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "error: bad.pdf: is not a PDF\n")


def test_run_prints_what_run_json_holds(fakes, here, monkeypatch):
    fake_flow(monkeypatch, summary(Path("o")))
    done = call("run", "paper.pdf", "--out", "o", "--json")
    assert json.loads(done.stdout)["counts"]["facts"] == 5
    assert done.stderr == ""


def test_run_into_a_busy_or_forbidden_folder(fakes, here, monkeypatch):
    fake_flow(monkeypatch, BusyError("another run is writing to o"))
    done = call("run", "paper.pdf", "--out", "o", "--quiet")
    assert (done.exit_code, done.stderr) == (1, "error: another run is writing to o\n")
    fake_flow(monkeypatch, PermissionError(13, "Permission denied", "o"))
    done = call("run", "paper.pdf", "--out", "o", "--quiet")
    assert (done.exit_code, done.stderr) == (2, "error: o: Permission denied\n")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (RuntimeError("Timed out while attempting to connect to ephemeral Prefect API server."), "Timed out while attempting"),
        (httpx.ReadTimeout(""), "ReadTimeout"),
    ],
)
def test_a_prefect_server_that_does_not_start_or_answer_is_no_fault_of_the_program(fakes, here, monkeypatch, error, why):
    monkeypatch.delenv("INTERGROWTH_TRACEBACK", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    fake_flow(monkeypatch, error)
    done = call("run", "paper.pdf", "--out", "o", "--quiet")
    assert done.exit_code == 1
    assert done.stderr.startswith(
        f"error: the private Prefect server of this run did not start in time, or was too busy to answer: {why}"
    )
    assert "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=600" in done.stderr
    monkeypatch.setenv("PREFECT_API_URL", "http://me:geheim@127.0.0.1:9/api")
    done = call("run", "paper.pdf", "--out", "o", "--quiet")
    assert done.stderr.startswith(
        f"error: the Prefect server at http://me:•••@127.0.0.1:9/api (PREFECT_API_URL) cannot be used: {why}"
    )
    fake_flow(monkeypatch, RuntimeError("another"))
    assert isinstance(call("run", "paper.pdf", "--out", "o", "--quiet").exception, RuntimeError)


def test_a_fault_of_the_program_is_a_sentence_unless_asked_for(fakes, here, monkeypatch, capsys):
    from pipeline.cli import main

    monkeypatch.delenv("INTERGROWTH_TRACEBACK", raising=False)
    monkeypatch.setattr(sys, "argv", ["intergrowth", "read", "odd.pdf"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("error: internal error: AssertionError: a fault of ours\n")
    monkeypatch.setenv("INTERGROWTH_TRACEBACK", "1")
    with pytest.raises(AssertionError):
        main()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Na_{2}O", "Na₂O"),
        ("g^{−1}", "g⁻¹"),
        ("Na^{+}", "Na⁺"),
        ("Na_{0.85}", "Na_{0.85}"),
        ("x_{Q}", "x_{Q}"),
        ("plain", "plain"),
        ("a_{}b", "ab"),
    ],
)
def test_markup_becomes_small_characters_where_there_are_any(text, shown):
    assert pretty(text) == shown


def intergrowth(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_and_version_import_nothing_heavy(tmp_path):
    program = (
        "import sys\nfrom pipeline.cli import command\n"
        "try: command(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'pandas', 'prefect', 'spacy', 'pdfplumber', 'numpy', 'rich'}))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert "Exit status: 0 all well, 1 some files could not be used, 2 wrong usage." in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert intergrowth("--version", cwd=tmp_path).stdout == "intergrowth 0.1.0\n"


@pytest.mark.parametrize(
    ("name", "arguments", "kept_out"),
    [
        ("read", ["paper.pdf"], {"chemdataextractor", "spacy", "prefect", "pandas", "torch"}),
        ("facts", ["paper.pdf"], {"spacy", "prefect", "pandas", "torch", "sympy", "sqlalchemy"}),
    ],
)
def test_a_command_imports_what_it_needs(tmp_path, name, arguments, kept_out):
    """Starting takes as long as its imports: packages that a command does not use are not among them."""
    (tmp_path / "paper.pdf").write_bytes(pdf("A short page"))
    program = (
        f"import sys\nfrom pipeline.cli import command\ntry: command({[name, *arguments]})\nexcept SystemExit: pass\n"
        f"print(sorted({{m.split('.')[0] for m in sys.modules}} & {kept_out!r}))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_real_file_is_read(tmp_path):
    (tmp_path / "two words.PDF").write_bytes(pdf("A short page\nof two lines"))
    done = intergrowth("read", "two words.PDF", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    read = json.loads(done.stdout)
    assert read["document"] == "two words"
    assert "A short page of two lines" in " ".join(block["text"] for block in read["blocks"])


@pytest.mark.parametrize("content", [b"", b"<html><body>Sign in</body></html>", b"\x00\xff" * 500, b"%PDF-1.7\n%%EOF"])
def test_a_real_file_that_is_no_pdf(tmp_path, content):
    (tmp_path / "x.pdf").write_bytes(content)
    done = intergrowth("read", "x.pdf", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: x.pdf: ")
    assert "Traceback" not in done.stderr
