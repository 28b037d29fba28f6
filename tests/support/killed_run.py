"""A whole run, without Prefect and workers, killed at each of its steps in turn; run as a program of its own.

``python -m tests.support.killed_run FOLDER`` prints one line of JSON on what it found. A step is a statement that is about to be
committed to the store, or a file that is about to be moved into its place or removed from it. Every run is forked from a process
that has imported everything, so that one costs a fraction of a second.
"""

import json
import os
import signal
import sqlite3
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from pipeline import ingest, outputs
from pipeline.outputs import Configuration
from pipeline.packed import unpack
from pipeline.store import Decision, open_store
from tests.support.records import evidence, record
from tests.support.stages import STAGES, Reconciled

CORPUS = {"a.pdf": "page table:NaMnO2", "b.pdf": "page page table:NaNiO2 table:NaCoO2", "c.pdf": "scan", "d.pdf": "page"}
NOT_COMPARED = ("run.json", "intergrowth.sqlite", "log.jsonl")


class WithRecords(Reconciled):
    """What the accounts say, with a record for every document."""

    def __init__(self, accounts):
        super().__init__(accounts)
        names = sorted(account["document"] for account in self.accounts)
        self.records = [record(number, name, evidence=(evidence(name),)) for number, name in enumerate(names, start=1)]


WITH_RECORDS = replace(STAGES, reconcile=WithRecords)


def run_plainly(out, corpus):
    """Do what the flow does, one file a commit, without Prefect and without workers."""
    configuration = Configuration("auto", ingest.SUPPLEMENT_PATTERN, 60.0, 1.0, None, 1)
    with (
        outputs.opened(out) as staging,
        open_store(out / "intergrowth.sqlite") as store,
        store.run(version="1", configuration="x", corpora=[str(corpus)]) as run_id,
    ):
        found = ingest.find([corpus])
        products = [outputs.produce(outputs.Job(source, "auto", WITH_RECORDS)) for source in found.sources]
        for product in products:
            store.put(run_id, [outputs.reading(product)])
            if product.packed is not None:
                outputs.lay_out(staging, product.source, unpack(product.packed))
        return outputs.write(
            *(out, staging, found, products, configuration),
            stages=WITH_RECORDS,
            store=store,
            run_id=run_id,
            started=datetime(2024, 1, 1, tzinfo=UTC),
            timings={},
        )


def killed_at(step, out, corpus):
    """Run in a process that is killed as it is about to take its ``step``-th step; tell whether it was."""
    process = os.fork()
    if process == 0:
        try:
            taken = [0]

            def take(*_):
                taken[0] += 1
                if taken[0] == step:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(Engine, "commit", take)
            for name in ("replace", "unlink"):
                really = getattr(Path, name)
                setattr(Path, name, lambda *a, really=really, **k: (take(), really(*a, **k))[1])
            run_plainly(out, corpus)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"step {step}: status {status}"
    return os.WIFSIGNALED(status)


def wrong_in(out):
    """Return what is not whole in a folder that a run was killed in."""
    trouble = []
    for file in sorted(out.glob("documents/*.json")) + sorted(out.glob("*.json")):
        try:
            json.loads(file.read_text("utf-8"))
        except ValueError as error:
            trouble.append(f"{file.name}: {error}")
    for file in sorted(out.glob("*.jsonl")):
        lines = file.read_text("utf-8").splitlines()
        trouble += [f"{file.name}, line {n}" for n, line in enumerate(lines, 1) if not line.endswith("}")]
    if (out / "intergrowth.sqlite").exists():
        with sqlite3.connect(out / "intergrowth.sqlite") as store:
            trouble += [f"store: {said}" for (said,) in store.execute("PRAGMA integrity_check") if said != "ok"]
            trouble += [f"store: {said}" for said in store.execute("PRAGMA foreign_key_check")]
    return trouble


def contents(out):
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(NOT_COMPARED)
    }


def main(folder):
    corpus, whole, killed = folder / "corpus", folder / "whole", folder / "killed"
    corpus.mkdir()
    for name, content in CORPUS.items():
        (corpus / name).write_text(content)
    run_plainly(whole, corpus)
    step, trouble, decided = 1, [], []
    while killed_at(step, killed, corpus):
        trouble += [f"step {step}: {what}" for what in wrong_in(killed)]
        if not decided and (killed / "intergrowth.sqlite").exists():
            with open_store(killed / "intergrowth.sqlite") as store:
                decided = [r.record_id for r in store.records()][:1]
                store.add_decisions([Decision(ident, "accept", "Ada", "2024-01-01") for ident in decided])
        step += 1
    with open_store(killed / "intergrowth.sqlite") as store:
        kept = [r.decision.record_id for r in store.reviews()]
    left = [path.name for path in killed.glob(".staging-*")]
    same = contents(killed) == contents(whole)
    sys.stdout.write(
        json.dumps({"steps": step - 1, "trouble": trouble, "same": same, "left": left, "decisions": [decided, kept]}) + "\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
