import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.settings import SettingsError, example, keys, load

FILE = """\
state = "run"
store = "postgresql://me:geheim@host/db"

[extract]
corpora = ["papers", "reviews"]
cron = "*/15 * * * *"

[server]
"port" = 4300

[notify]
webhook = "https://hooks.example.org/services/T0/abcdef"
on = ["failure"]
"""


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch, tmp_path):
    import os

    for name in list(os.environ):
        if name.upper().startswith("INTERGROWTH_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "intergrowth.toml"
    path.write_text(FILE, "utf-8")
    return path


def wrong(tmp_path, text):
    path = tmp_path / "wrong.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path)
    return [line.replace(str(path), "FILE") for line in str(caught.value).splitlines()]


def test_without_a_file_the_defaults_are_in_force():
    loaded = load()
    assert loaded.file is None
    assert loaded.settings.server.host == "127.0.0.1"
    assert set(loaded.origins.values()) == {"default"}


def test_the_file_here_is_read_and_the_environment_overrides_it(file, monkeypatch):
    monkeypatch.setenv("INTERGROWTH_EXTRACT__CORPORA", "a, b c")
    monkeypatch.setenv("INTERGROWTH_EXTRACT__REPORT", "false")
    monkeypatch.setenv("INTERGROWTH_NOTIFY__COMMAND", '["tell", "a, b"]')
    monkeypatch.setenv("INTERGROWTH_EXTRACT__WORKERS", "")
    loaded = load()
    s = loaded.settings
    assert s.extract.corpora == ("a", "b c")
    assert s.extract.cron == "*/15 * * * *"
    assert (s.extract.report, s.extract.workers, s.server.port, s.notify.command) == (False, None, 4300, ("tell", "a, b"))
    assert loaded.origins["extract.corpora"] == "INTERGROWTH_EXTRACT__CORPORA"
    assert loaded.origins["extract.cron"] == "intergrowth.toml:6"
    assert loaded.origins["server.port"] == "intergrowth.toml:9"
    assert loaded.origins["timezone"] == "default"
    assert loaded.path(s.state) == file.parent / "run"


def test_a_file_named_by_variable_counts_its_paths_from_its_own_folder(file, monkeypatch, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("INTERGROWTH_CONFIG", "../intergrowth.toml")
    loaded = load()
    assert loaded.path(loaded.settings.extract.out).resolve() == (tmp_path / "outputs" / "watched").resolve()


def test_a_wrong_key_or_value_says_which_and_where(tmp_path):
    assert wrong(
        tmp_path,
        '[extract]\nwrokers = 3\ntimeout_s = "soon"\ncron = "0 25 * * *"\n\n[sever]\nport = 1\n\n[notify]\nwebhook = "hooks"\n',
    ) == [
        "FILE:4: extract.cron: the hour of a schedule is 0 to 23, not '25'",
        "FILE:3: extract.timeout_s: must be a number",
        "FILE:2: there is no setting extract.wrokers; do you mean extract.workers?",
        "FILE:10: notify.webhook: is no address: write http://… or https://…",
        "FILE:6: there is no setting sever; do you mean server?",
    ]
    assert wrong(tmp_path, 'timezone = "Europe/Berlni"\n') == [
        "FILE:1: timezone: there is no time zone 'Europe/Berlni', perhaps Europe/Berlin"
    ]
    assert wrong(tmp_path, 'extract = 3\ntimezone = 1\n[audit]\nannotations = 2\nstrict = "often"\n[server]\nport = 1.5\n') == [
        "FILE:2: timezone: must be text, in quotes",
        "FILE:1: extract: is a section: write [extract] on a line of its own and its keys below",
        'FILE:4: audit.annotations: must be a list: ["…", "…"]',
        "FILE:5: audit.strict: must be true or false",
        "FILE:7: server.port: must be a whole number",
    ]
    taken = "server.results_port: {0} is the port of the Prefect server (server.port): choose another, or 0 for none"
    assert wrong(tmp_path, "[server]\nport = 9\nresults_port = 9\n") == ["FILE:3: " + taken.format(9)]
    assert wrong(tmp_path, "[server]\nport = 4201\n") == ["FILE: " + taken.format(4201)]
    assert wrong(tmp_path, "state = \n") == ["FILE: is not TOML: Invalid value (at line 1, column 9)"]
    assert wrong(tmp_path, '[extract]\nsupplement_pattern = "("\n')[0].startswith(
        "FILE:2: extract.supplement_pattern: the supplement"
    )


def test_a_wrong_variable_is_named_and_its_value_is_not_shown(monkeypatch):
    monkeypatch.setenv("INTERGROWTH_EXTRACT__CORPERA", "x")
    monkeypatch.setenv("INTERGROWTH_NOTIFY__WEBHOOK", "geheim")
    monkeypatch.setenv("INTERGROWTH_AUDIT", "geheim")
    with pytest.raises(SettingsError) as caught:
        load()
    assert str(caught.value).splitlines() == [
        "INTERGROWTH_AUDIT: is a section: give its keys one by one, such as INTERGROWTH_AUDIT__ANNOTATIONS",
        "INTERGROWTH_EXTRACT__CORPERA: there is no such setting; do you mean INTERGROWTH_EXTRACT__CORPORA?",
        "INTERGROWTH_NOTIFY__WEBHOOK: notify.webhook: is no address: write http://… or https://…",
    ]


def test_a_named_file_that_is_not_there_is_an_error():
    with pytest.raises(SettingsError, match=r"none\.toml: No such file"):
        load("none.toml")


def test_the_example_is_a_file_of_defaults(tmp_path):
    path = tmp_path / "example.toml"
    lines = [line[2:] if " = " in line and line.startswith("# ") else line for line in example().splitlines()]
    path.write_text("\n".join(lines), "utf-8")
    loaded = load(path)
    assert loaded.settings.model_dump() == load().settings.model_dump()
    assert all(origin.startswith(str(path)) for origin in loaded.origins.values())


def test_config_shows_what_is_in_force_and_no_secret(file):
    done = CliRunner().invoke(command, ["config", "--json"])
    told = json.loads(done.output)
    assert set(told) == set(keys())
    assert told["store"] == {"value": "postgresql://me:•••@host/db", "from": "intergrowth.toml:2"}
    assert told["notify.webhook"]["value"] == "https://•••"
    table = CliRunner().invoke(command, ["config"])
    assert "*/15 * * * *" in table.output
    for secret in ("geheim", "abcdef"):
        assert secret not in done.output + table.output + repr(load().settings)


def test_config_ends_with_2_where_something_is_wrong(tmp_path):
    Path("intergrowth.toml").write_text("[extract]\nworkers = 0\n", "utf-8")
    done = CliRunner().invoke(command, ["config"])
    assert done.exit_code == 2
    assert done.stderr == "error: intergrowth.toml:2: extract.workers: input should be greater than or equal to 1\n"


def test_the_secrets_to_mask(file):
    assert load().settings.secrets() == ("geheim", "https://hooks.example.org/services/T0/abcdef")
