"""Records for tests: one of retention with one piece of evidence unless told otherwise."""

from pipeline.model import Evidence, Record

BOX = (10.0, 20.0, 30.5, 40.0)


def evidence(document="paper", page=3, text="It keeps 80.6% after 200 cycles at 1 C.", **more):
    return Evidence(document, page, (BOX,), text, more.pop("extractor", "prose/1"), **more)


def record(number=1, document="paper", **more):
    values = more.pop("values", {"percent": 80.6, "cycles": 200, "rate": "1 C", "low": 2.2, "high": 4.4, "cell": "half"})
    kind = more.pop("property", "retention")
    fields = {
        "composition": "Na0.85Ni0.34Mn0.33Ti0.33O2",
        "labels": ("NMT3",),
        "phases": ("P2", "O3"),
        "role": "target",
        "verdict": "single",
        "confidence": 0.9,
        "evidence": (evidence(document),),
    }
    return Record(record_id=f"{number:016x}", document=document, property=kind, values=values, **{**fields, **more})
