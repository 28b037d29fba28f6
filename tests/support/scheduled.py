"""The flows as a schedule runs them, on the server of whoever calls: a watched folder, with settings full of secrets."""

import json
import os
import sys
from pathlib import Path

from tests.support.pdfs import pdf

SECRETS = ("geheimes-wort", "sesame-token-1")

SETTINGS = f"""
store = "STORE"
[extract]
out = "watched out"
settle_s = 30
workers = 1
report = false
[notify]
webhook = "http://127.0.0.1:9/{SECRETS[1]}"
command = ["{sys.executable}", "-c", "import sys; open('told.jsonl', 'a').write(sys.stdin.read())"]
"""


def main():
    """Run the flows; return the messages of their states, and all that Prefect keeps of them."""
    from flows.scheduled import audit_results, draw_trends, extract_corpora

    inbox, told = Path("inbox"), []
    inbox.mkdir()

    def put(name, content, age=1000):
        (inbox / name).write_bytes(content)
        then = (inbox / name).stat().st_mtime - age
        os.utime(inbox / name, (then, then))

    def run(flow, *args, store="watched out/intergrowth.sqlite"):
        Path("watched.toml").write_text(SETTINGS.replace("STORE", store))
        state = flow(*args, return_state=True)
        told.append([state.type.value, state.message])

    os.environ["INTERGROWTH_CONFIG"] = "watched.toml"
    run(audit_results, ["notes"], "watched out")
    run(draw_trends, [], "trends out")
    put("a.pdf", pdf("A page of a paper"))
    put("b.pdf", pdf("A page of another"))
    put("broken.pdf", b"%PDF-1.4 nothing")
    put("young.pdf", pdf("Just being written"), age=0)
    run(extract_corpora, ["inbox"], "watched out")
    (inbox / "b.pdf").unlink()
    put("a copy.pdf", pdf("A page of a paper"))
    put("c.pdf", pdf("A new paper"))
    put("broken.pdf", pdf("Mended"))
    (inbox / "young.pdf").unlink()
    run(extract_corpora, ["inbox"], "watched out")
    run(audit_results, ["notes"], "watched out")
    far = Path("far").absolute()
    far.mkdir()
    (far / "d.pdf").write_bytes(pdf("A paper elsewhere"))
    run(extract_corpora, ["inbox", f"file://{far}"], "far out")
    far.rename("away")
    run(extract_corpora, ["inbox", f"file://{far}"], "far out")
    run(extract_corpora, ["inbox"], "watched out", store=f"postgresql://me:{SECRETS[0]}@127.0.0.1:9/records")
    inbox.rename("a disk that is not there")
    run(extract_corpora, ["inbox"], "watched out")
    return {"states": told, "kept": _kept()}


def _kept():
    """Return flow runs, task runs and artifacts as the server has them."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        kept = [*client.read_flow_runs(), *client.read_task_runs(), *client.read_artifacts()]
    return [json.loads(one.model_dump_json()) for one in kept]
