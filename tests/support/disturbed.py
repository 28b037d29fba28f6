"""Runs on a store that are killed, run two at a time, meet a full disk, or may not write; run as a program of its own.

``python -m tests.support.disturbed WHAT PLACE …`` prints one line of JSON on what it found. Processes are forked from one that
has imported everything, so that a round costs milliseconds; nothing waits but for a line or the end of a process.
"""

import json
import os
import random
import resource
import signal
import sys
import time
from pathlib import Path

from pipeline.store import Decision, StoreError, open_store
from tests.support.records import evidence, record
from tests.support.stores import document, lasting

DOCUMENTS = [f"paper{n:02d}" for n in range(6)]


def content(name):
    return {"document": name, "facts": [f"{name} {n}" for n in range(400)]}


def records(extractions):
    names = [e.document.name for e in extractions]
    return [record(i * 1000 + n, name, evidence=(evidence(name),) * 3) for i, name in enumerate(names) for n in range(50)]


def whole_run(place, tell=lambda line: None, names=DOCUMENTS, decision=None):
    with open_store(place) as store:
        tell("open")
        with store.run(version="1.0", configuration="c1", corpora=["papers"]) as run_id:
            for name in names:
                tell(f"next {name}")
                store.commit_document(run_id, document(name), content(name))
            tell("reconcile")
            store.reconcile(run_id, records)
            if decision is not None:
                tell("decide")
                store.add_decisions([Decision(f"{1:016x}", "accept", "Ada", decision)])
                tell(f"decided {decision}")
        tell("finish")


def forked(work):
    """Run ``work(tell)`` in a new process; return its number and the lines that it tells."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w", buffering=1) as out:
                work(lambda line: out.write(line + "\n"))
            status = 0
        except BaseException as error:
            os.write(2, repr(error).encode())
        finally:
            os._exit(status)
    os.close(writing)
    return process, os.fdopen(reading)


def killed(place, kills, seed):
    """Kill runs at random points; after each, what is in the store must be whole and every decision acknowledged be there."""
    chance, trouble, acknowledged, points = random.Random(seed), [], set(), set()
    for number in range(kills):
        process, lines = forked(lambda tell, number=number: whole_run(place, tell, decision=f"kill {number}"))
        at, last = chance.randrange(1, len(DOCUMENTS) + 5), "start"
        for count, line in enumerate(lines, start=1):
            last = line.strip()
            acknowledged |= {last.removeprefix("decided ")} if last.startswith("decided ") else set()
            if count == at:
                break
        until = time.perf_counter() + chance.random() * 0.03
        while time.perf_counter() < until:  # into the middle of what comes after the line
            pass
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        acknowledged |= {line.strip().removeprefix("decided ") for line in lines if line.startswith("decided ")}
        lines.close()
        points.add(last.split()[0])
        trouble += [f"kill {number} after {last!r}: {what}" for what in _wrong(place, acknowledged)]
    process, lines = forked(lambda tell: whole_run(place, tell))
    told = lines.read()
    lines.close()
    _, status = os.waitpid(process, 0)
    with open_store(place) as store:
        states = [r.state for r in store.runs()]
        found = {
            "status": status,
            "finished": told.endswith("finish\n"),
            "trouble": [*trouble, *_wrong(place, acknowledged)],
            "records": len(store.records()),
            "lasting": lasting(store) | {"reviews": 0},
            "states": sorted(set(states)),
            "last": states[-1],
            "points": sorted(points),
        }
    return found


def _wrong(place, acknowledged):
    with open_store(place) as store:
        found = store.extractions()
        yield from (f"{e.document.name} is not whole" for e in found if e.content != content(e.document.name))
        held = {}
        for one in store.records():
            held.setdefault(one.document, []).append(one)
        yield from (f"{name} has {len(ones)} records" for name, ones in held.items() if len(ones) != 50)
        yield from (f"{r.record_id} lost evidence" for ones in held.values() for r in ones if len(r.evidence) != 3)
        lost = acknowledged - {r.decision.when for r in store.reviews()}
        yield from (f"decision {one!r} is lost" for one in lost)
        runs = store.runs()
        yield from (f"run {r.id} has {r.done} documents done" for r in runs if r.done > len(found))


def at_once(place, writers):
    """Let several processes make a new store and run on it at once, each with documents of its own."""
    mine = [[f"w{w} {name}" for name in DOCUMENTS] for w in range(writers)]
    started = [forked(lambda tell, names=names: whole_run(place, tell, names)) for names in mine]
    statuses = []
    for process, lines in started:
        lines.read()
        lines.close()
        statuses.append(os.waitpid(process, 0)[1])
    with open_store(place) as store:
        return {
            "statuses": statuses,
            "documents": len(store.documents()),
            "records": len(store.records()),
            "states": [r.state for r in store.runs()],
            "wrong": list(_wrong(place, set())),
        }


def full(place, room):
    """Run with room for ``room`` bytes a file, then without a limit."""
    whole_run(place, names=DOCUMENTS[:1])
    process, lines = forked(lambda tell: _limited(place, room, tell))
    said = lines.read().splitlines()[-1]
    lines.close()
    os.waitpid(process, 0)
    with open_store(place) as store:
        after = {"documents": len(store.documents()), "wrong": list(_wrong(place, set()))}
    whole_run(place)
    with open_store(place) as store:
        return {"said": said, **after, "records": len(store.records()), "lasting": lasting(store)}


def _limited(place, room, tell):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        whole_run(place)
        tell("no trouble")
    except StoreError as error:
        tell(str(error))


def read_only(place):
    """Open a store in a folder that may not be written, for writing and for reading."""
    whole_run(place)
    folder = Path(place).parent
    empty = folder.parent / "empty"
    empty.mkdir()
    for one, mode in ((Path(place), 0o444), (folder, 0o555), (empty, 0o555)):
        one.chmod(mode)
    process, lines = forked(lambda tell: _unprivileged(place, empty, tell))
    said = [json.loads(line) for line in lines]
    lines.close()
    os.waitpid(process, 0)
    folder.chmod(0o755)
    return said


def _unprivileged(place, empty, tell):
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    for where, create in ((place, True), (empty / "new.sqlite", True), (place, False)):
        try:
            with open_store(where, create=create) as store:
                tell(json.dumps(len(store.records())))
        except StoreError as error:
            tell(json.dumps(str(error)))


if __name__ == "__main__":
    what, place, *numbers = sys.argv[1:]
    sys.stdout.write(json.dumps(globals()[what](place, *map(int, numbers))) + "\n")
