"""The folder of a run made by hand, for tests of the evidence report: three small PDFs, a supplement, one that is gone."""

import csv
import hashlib
import json

from reportlab.pdfgen import canvas

from pipeline.model import Evidence, Record

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> =HYPERLINK(\"x\")"
NASTY = 'it\'s "quoted" & <b>bold</b></script>'
"""A document's name that would break out of any markup."""

SIZE = (300, 400)


def evidence(
    document="paper", page=1, text="It kept 80.6%.", boxes=((72.0, 72.0, 120.0, 84.0), (60.0, 70.0, 240.0, 86.0)), **more
):
    return Evidence(document, page, boxes, text, "test/1", **more)


def record(number, document="paper", verdict="single", percent=80.6, confidence=0.9, places=None, **more):
    values = {"percent": percent, "cycles": 200, "rate": "1 C", "low": None, "high": None, "cell": "half"}
    kind = more.pop("property", "retention")
    fields = {"composition": "Na0.7MnO2", "labels": ("NMO",), "phases": ("P2",), "role": "target", "values": values}
    return Record(
        record_id=f"{number:016x}",
        document=document,
        property=kind,
        verdict=verdict,
        confidence=confidence,
        evidence=(evidence(document),) if places is None else tuple(places),
        **{**fields, **more},
    )


def records():
    """Return the records of the run, the one most worth a look not first."""
    return [
        record(1, percent=80.6, verdict="agreed", confidence=0.99, places=[evidence(), evidence(page=2, text="As said, 80.6%.")]),
        record(2, percent=71.5, confidence=0.6, places=[evidence(boxes=((72.0, 172.0, 120.0, 184.0),), text=HOSTILE)]),
        record(
            3,
            verdict="conflict",
            percent=84.7,
            confidence=0.57,
            rivals=(f"{4:016x}",),
            reason="review, page 1, says 87.4",
            table="1",
            row=1,
            printed={"retention_pct": "84.7"},
            places=[evidence(boxes=((72.0, 272.0, 120.0, 284.0),), text="84.7")],
        ),
        record(4, "review", "conflict", 87.4, 0.5, rivals=(f"{3:016x}",), role="cited", reason="paper, page 1, says 84.7"),
        record(
            5,
            property="material",
            values={},
            table="1",
            row=1,
            printed={"cathode_material": "Na_{0.7}MnO_{2}"},
            places=[evidence(text="Na_{0.7}MnO_{2}", boxes=((20.0, 272.0, 60.0, 284.0),))],
        ),
        record(6, percent=60.0, places=[evidence("paper-si", text="In the supplement 60.0%."), evidence("review")]),
        record(7, percent=55.0, places=[evidence(boxes=(), text="No box.")]),
        record(8, percent=50.0, places=[]),
        record(9, NASTY, "implausible", 180.0, proposal="80.0", reason=HOSTILE, labels=(HOSTILE,), composition=None),
    ]


def write_run(folder):
    """Write PDFs and the files of a run below ``folder``; return the run's folder."""
    out = folder / "out"
    out.mkdir()
    names = {"paper": 3, "paper-si": 1, "review": 1, NASTY: 1}
    entries = []
    for at, (name, pages) in enumerate(names.items()):
        path = folder / f'{at} it\'s "a" <b> file.pdf'
        if name != NASTY:
            _pdf(path, pages)
        entries.append(
            {
                "document": name,
                "path": str(path),
                "sha256": hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest(),
                "pages": pages,
                "supplement_of": "paper" if name == "paper-si" else None,
                "file": f"documents/{at}.json",
                "notes": [],
            }
        )
    (out / "documents").mkdir()
    (out / "documents" / "3.json").write_text(json.dumps({"pages": [{"number": 1, "width": 250, "height": 500}]}), "utf-8")
    (out / "run.json").write_text(json.dumps({"run": 1, "store": str(out / "intergrowth.sqlite"), "documents": entries}), "utf-8")
    put_records(out, records())
    with (out / "verdicts.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        file.write("document,table,row,column,table_value,verdict,other_value,other_page,other_text,reason\n")
        lines.writerow(("paper", 1, 1, "retention_pct", "84.7", "contradicted", "87.4%", 1, "It kept 87.4%.", "in review"))
        lines.writerow(("paper", 1, 1, "cathode_material", "Na0.7MnO2", "confirmed", "Na0.7MnO2", 1, "…", ""))
    return out


def put_records(out, every):
    (out / "records.jsonl").write_text("".join(json.dumps(r.as_json()) + "\n" for r in every), "utf-8")


def _pdf(path, pages):
    sheet = canvas.Canvas(str(path), pagesize=SIZE)
    sheet.setTitle(HOSTILE)
    for number in range(1, pages + 1):
        sheet.drawString(60, 320, f"Page {number}: it kept 80.6%.")
        sheet.drawString(20, 120, HOSTILE[:40])
        sheet.showPage()
    sheet.save()
