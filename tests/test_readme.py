"""Every command that the README shows is one that exists, and is run here or named below with the test that runs it."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import command

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")

ELSEWHERE = {
    "make demo": "its target is checked below; the flow runs in tests/flows/test_extract.py",
    "make test": "runs this test",
    "source .venv/bin/activate": "the shell's",
    "intergrowth run corpora/demo --out outputs/mine": "runs a Prefect server: tests/flows/test_extract.py",
    "intergrowth audit --annotations annotations/records --out outputs/demo": "needs a run: tests/audit/test_run.py",
}


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands():
    return [line.strip() for block in blocks("sh") for line in block.splitlines() if line.strip() and not line.startswith("#")]


def run_here():
    return [line for line in commands() if line not in ELSEWHERE]


def test_there_are_commands_and_none_is_accounted_for_in_vain():
    assert len(commands()) >= 8
    assert set(ELSEWHERE) <= set(commands())


@pytest.mark.parametrize("line", run_here())
def test_a_command_of_the_readme_works(line, tmp_path, monkeypatch):
    words = shlex.split(line)
    assert words[0] == "intergrowth", f"{line!r} is neither run here nor accounted for in ELSEWHERE"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpora").symlink_to(ROOT / "corpora")
    (tmp_path / "outputs").mkdir()
    done = CliRunner().invoke(command, words[1:])
    assert done.exit_code == 0, done.output
    for at, word in enumerate(words):
        if word == "--out":
            assert Path(words[at + 1]).exists()


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_of_the_readme_runs(code, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out


@pytest.mark.parametrize("line", [line for line in commands() if line.startswith("make ")])
def test_a_make_target_of_the_readme_exists(line):
    (target,) = shlex.split(line)[1:]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", README))))
def test_an_option_of_the_readme_exists(option):
    options = {name for sub in command.commands.values() for parameter in sub.params for name in parameter.opts}
    assert option in options


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:corpora|flows|pipeline|tests|outputs)/[\w./-]*)`", README))))
def test_a_path_of_the_readme_exists(path):
    assert path.startswith("outputs/demo") or (ROOT / path).exists()
