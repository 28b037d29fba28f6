"""The deployments of ``prefect.yaml`` and of ``intergrowth serve``: flows with parameters that they take, and no secrets."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline.cron import check

ROOT = Path(__file__).parents[2]
FILE = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))

PROGRAM = """
import inspect, json
from flows import scheduled
from flows.serve import deployments
from pipeline.settings import load

told = {
    d.name: {
        "entrypoint": d.entrypoint,
        "parameters": d.parameters,
        "schedules": [[s.schedule.cron, s.schedule.timezone] for s in d.schedules],
        "collision": d.concurrency_options.collision_strategy.value,
    }
    for d in deployments(load())
}
print(json.dumps(told))
"""


def functions():
    """The arguments of the functions of ``flows/scheduled.py``, without importing Prefect."""
    tree = ast.parse((ROOT / "flows" / "scheduled.py").read_text("utf-8"))
    return {n.name: [a.arg for a in n.args.args] for n in tree.body if isinstance(n, ast.FunctionDef)}


@pytest.mark.parametrize("deployment", FILE["deployments"], ids=lambda d: d["name"])
def test_a_deployment_names_a_flow_its_parameters_and_a_schedule(deployment):
    path, name = deployment["entrypoint"].split(":")
    assert path == "flows/scheduled.py"
    assert set(deployment["parameters"]) <= set(functions()[name])
    for schedule in deployment["schedules"]:
        check(schedule["cron"])
    alone = {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert deployment.get("concurrency_limit") == (None if deployment["name"] == "share" else alone)


def test_the_version_of_prefect_is_that_of_the_dependencies():
    assert f'"prefect=={FILE["prefect-version"]}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_what_is_served_has_schedules_where_there_is_something_to_do_and_no_secrets(tmp_path):
    (tmp_path / "intergrowth.toml").write_text(
        'store = "postgresql://me:geheim@host/db"\ntimezone = "Europe/Berlin"\n'
        '[extract]\ncorpora = ["inbox"]\ncron = "*/5 * * * *"\n[notify]\nwebhook = "https://hooks.example.org/geheim"\n'
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "INTERGROWTH"))}
    env |= {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "geheim" not in done.stdout
    told = json.loads(done.stdout)
    assert told["extract"] == {
        "entrypoint": "flows.scheduled.extract_corpora",
        "parameters": {"corpora": ["inbox"], "out": "outputs/watched"},
        "schedules": [["*/5 * * * *", "Europe/Berlin"]],
        "collision": "CANCEL_NEW",
    }
    assert told["audit"]["schedules"] == []
    assert told["trends"]["schedules"] == []
