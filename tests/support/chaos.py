"""A corpus with bad files, runs on it that are killed at random, and what is in the store after one quiet run.

``python -m tests.support.chaos few PLACE SEED`` (20 documents, runs without Prefect) and ``many PLACE SEED SECONDS`` (200, flows
on a Prefect server of their own) print one line of JSON. Who is killed: the run itself, one of its workers, the server. Meanwhile
decisions are taken. Nothing waits but for a line, the end of a process, or a server that starts.
"""

import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from pipeline import ingest, outputs
from pipeline.outputs import Configuration
from pipeline.outputs.folder import STAGING
from pipeline.runners import Processes
from pipeline.store import Decision, open_store
from tests.support import desks, stages
from tests.support.disturbed import forked
from tests.support.records import record

BAD = {
    "encrypted": "is encrypted: remove the password first",
    "torn": "page 2: the page is damaged",
    "scan": "no text layer: run OCR (e.g. ocrmypdf) first",
    "loop": "took longer than 3 s and was stopped",
    "segfault": "crashed its process (SIGSEGV)",
}
CONFIGURATION = Configuration("auto", ingest.SUPPLEMENT_PATTERN, 2.0, 1.0, 1024, 2)


def read(path, *, source="auto"):
    if b" work" in path.read_bytes():
        hashlib.pbkdf2_hmac("sha256", b"", b"", 200_000)
    return stages.read(path, source=source)


class Reconciled(stages.Reconciled):
    """One record a document."""

    def __init__(self, accounts):
        super().__init__(accounts)
        self.records = [record(number(a["document"]), a["document"]) for a in self.accounts]


STAGES = replace(stages.STAGES, read=read, reconcile=Reconciled)


def begin(place, version):
    """Let one document be read in peace, so that there is a record to decide on from the first kill on."""
    with open_store(place / "store.sqlite") as store:
        first = sorted((place / "corpus").glob("good*"))[:1]
        desks.run(store, first, place / "first", version=version, configuration=CONFIGURATION, stages=STAGES)


def number(name):
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def fill(folder, good, bad):
    """Write documents; return the names of the good ones, and name → error of the bad ones."""
    folder.mkdir()
    for n in range(good):
        (folder / f"good {n:03d}.pdf").write_text(f"page table:Na{n}MnO2 work")
    kinds = ["loop", "segfault", *(list(BAD)[i % 3] for i in range(bad - 2))]
    for n, kind in enumerate(kinds):
        (folder / f"bad {n:03d}.pdf").write_text(f"{kind} {n}")
    return [f"good {n:03d}" for n in range(good)], {f"bad {n:03d}": BAD[kind] for n, kind in enumerate(kinds)}


def few(place, seed):
    """Kill five runs without Prefect, and workers of theirs; then let one run to its end."""
    place, chance = Path(place), random.Random(int(seed))
    good, bad = fill(place / "corpus", 14, 6)
    begin(place, "1")
    decided = []
    for _ in range(5):
        process, lines = forked(lambda tell: plain(place, tell))
        at, strike = chance.randrange(1, 18), chance.random() < 0.6
        for count, _line in enumerate(lines, start=1):
            if count == at and strike:
                kill_one(process, chance)
            if count == at + 2 * strike:
                break
        killed = kill(process)
        os.waitpid(process, 0)
        lines.close()
        decided += decide(place, chance, len(decided))
        psutil.wait_procs(killed)
    process, lines = forked(lambda tell: plain(place, tell))
    list(lines)
    lines.close()
    status = os.waitpid(process, 0)[1]
    return found(place, good, bad, decided) | {"status": status}


def plain(place, tell):
    with open_store(place / "store.sqlite") as store, Processes(2, 1024, ("tests.support.chaos",)) as runner:
        run = {"runner": runner, "configuration": CONFIGURATION, "shard": 4, "stages": STAGES, "done": lambda: tell("done")}
        desks.run(store, place / "corpus", place / "out", **run)


FLOW = """
import sys
from flows.extract import extract
from tests.support.chaos import STAGES

if __name__ == "__main__":
    tell = lambda stage, done, total: print(stage, flush=True)
    extract([sys.argv[1] + "/corpus"], sys.argv[1] + "/out", workers=2, timeout=2.0, memory_mb=1024, shard_size=25, stages=STAGES,
            store=sys.argv[1] + "/store.sqlite", progress=tell)
"""


def many(place, seed, seconds):
    """For so many seconds, kill runs of the flow, their workers and the Prefect server; then let one run to its end."""
    place, chance = Path(place), random.Random(int(seed))
    good, bad = fill(place / "corpus", 180, 20)
    begin(place, outputs.method_version())
    (place / "flow.py").write_text(FLOW)
    port, decided, struck = free_port(), [], {"run": 0, "worker": 0, "server": 0}
    server, run, until = start_server(place, port), None, time.monotonic() + float(seconds)
    while time.monotonic() < until:
        if run is None or run.poll() is not None:
            run = start_run(place, port)
        if server.poll() is not None:
            server = start_server(place, port)
        for count, line in enumerate(run.stdout):
            if line.startswith("reading") and chance.random() < 0.02 + count / 500:
                break
            if time.monotonic() > until:
                break
        whom = chance.choice(["run", "run", "worker", "worker", "server"])
        struck[whom] += 1
        if whom == "run":
            gone = kill(run.pid)
            run.wait()
            psutil.wait_procs(gone)
        elif whom == "worker":
            kill_one(run.pid, chance)
        else:
            psutil.wait_procs(kill(server.pid))
            server.wait()
        decided += decide(place, chance, len(decided))
    for process in (run, server):
        psutil.wait_procs(kill(process.pid))
        process.wait()
    server = start_server(place, port)
    try:
        quiet = start_run(place, port)
        told = quiet.communicate()[0]
    finally:
        psutil.wait_procs(kill(server.pid))
        server.wait()
    end = {"status": quiet.returncode, "struck": struck, "told": told[-2000:] if quiet.returncode else ""}
    return found(place, good, bad, decided) | end


def start_server(place, port):
    words = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    server = subprocess.Popen(words, env=environment(place, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while server.poll() is None:  # a server that is killed is started anew by who needs it
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.2)
    return server


def start_run(place, port):
    words = [sys.executable, str(place / "flow.py"), str(place)]
    with (place / "stderr.txt").open("w") as errors:
        return subprocess.Popen(words, env=environment(place, port), stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1)


def environment(place, port):
    ours = {"PREFECT_HOME": str(place / "prefect"), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "DO_NOT_TRACK": "1"}
    root = str(Path(__file__).parents[2])
    return {**os.environ, **ours, "PYTHONPATH": root, "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "NO_PROXY": "127.0.0.1"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kill(process):
    """Kill a process as a power cut would, then what it leaves behind; return what was killed."""
    try:
        whole = [one := psutil.Process(process), *one.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
    for one in whole:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    return whole[1:]


def kill_one(process, chance):
    """Kill one of the processes that a run has started."""
    try:
        children = psutil.Process(process).children(recursive=True)
        if children:
            chance.choice(children).kill()
    except psutil.NoSuchProcess:
        return


def decide(place, chance, count):
    """Accept a record of the store, if it has any; return the moment by which the decision is known, once it is acknowledged."""
    with open_store(place / "store.sqlite") as store:
        records = store.records()
        if not records:
            return []
        when = f"2024-01-01T00:00:{count % 60:02d}.{count:06d}+00:00"
        store.add_decisions([Decision(chance.choice(records).record_id, "accept", "Ada", when)])
    return [when]


def found(place, good, bad, decided):
    """Say what is wrong in the store and the outputs; all lists and dictionaries of trouble are empty where all is well."""
    with open_store(place / "store.sqlite") as store:
        documents = [d.name for d in store.documents()]
        records = [r.document for r in store.records()]
        kept = {r.decision.when for r in store.reviews()}
        states = sorted({r.state for r in store.runs()})
        last = store.runs()[-1]
        extractions = store.stats().rows["extractions"]
    run = json.loads((place / "out" / "run.json").read_text("utf-8"))
    lines = (place / "out" / "failures.csv").read_text("utf-8").splitlines()[1:]
    failures = {Path(line.split(",")[0]).stem: line.split(",", 2)[2].strip('"') for line in lines}
    facts = [json.loads(line)["document"] for line in (place / "out" / "facts.jsonl").read_text("utf-8").splitlines()]
    return {
        "not once in the store": sorted(set(good) ^ set(documents)) + [d for d in documents if documents.count(d) > 1],
        "extractions": extractions - len(good),
        "records not once": sorted(set(good) ^ set(records)) + [r for r in records if records.count(r) > 1],
        "facts not once": sorted(set(good) ^ set(facts)) + [f for f in facts if facts.count(f) > 1],
        "failures": {n: failures.get(n) for n, why in bad.items() if failures.get(n) != why},
        "lost decisions": sorted(set(decided) - kept),
        "decided": len(decided),
        "states": states,
        "last": [last.state, last.done + last.failed + last.skipped],
        "documents": run["counts"]["documents"],
        "left behind": [p.name for p in (place / "out").glob(f"{STAGING}*")],
    }


if __name__ == "__main__":
    from tests.support import chaos  # whose functions workers find by their names

    what, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(getattr(chaos, what)(*arguments)) + "\n")
