"""Made-up annotations and claims for the tests of the audit; their scores are worked out by hand where they are used."""

import json

PAPER = {
    "doi": "10.5555/a",
    "kind": "research",
    "rate_definition": {"c_rate": 1, "value": 170, "unit": "mA g-1"},
    "materials": [
        {"id": "m1", "role": "target", "labels": ["NMT"], "composition": "Na2/3Ni1/3Mn2/3O2", "phases": ["P2"]},
        {
            "id": "m2",
            "role": "pristine",
            "labels": ["NM"],
            "composition": "NaNi0.5Mn0.5O2",
            "phases": ["O3"],
            "transition": ["O3", "P3", "O3"],
        },
        {"id": "c1", "role": "cited", "labels": [], "composition": "NaCrO2"},
    ],
    "voltage_windows": [
        {"material": None, "low": 2.0, "high": 4.0, "cell": "half", "applies_to": ["m1", "m2"]},
        {"material": "m1", "low": 2.0, "high": 4.0, "cell": "half"},
    ],
    "retention": [
        {"material": "m1", "percent": 80.6, "cycles": 200, "rate": "1 C", "low": 2.0, "high": 4.0, "cell": "half"},
        {"material": "m2", "percent": 40.4, "cycles": 200, "rate": "1 C", "low": 2.0, "high": 4.0, "cell": "half"},
        {"material": "m1", "percent": 51, "cycles": None, "rate": "10 C", "basis": "rate"},
        {"material": "c1", "percent": 64, "cycles": 50, "rate": "0.1 C"},
    ],
    "capacity": [{"material": "m1", "mAh_g": 128.7, "rate": "0.1 C", "cycle": 1, "kind": "discharge", "cell": "half"}],
}


def fact(prop, label=None, composition=None, document="a", **values):
    head = {"document": document, "property": prop, "label": label, "composition": composition, "role": "target"}
    tail = {"page": 1, "boxes": [], "text": "Some sentence.", "extractor": "prose/1", "kind": "stated", "confidence": 0.9}
    return {**head, **values, **{k: values.get(k, v) for k, v in tail.items()}}


def record(number, prop, labels=(), composition=None, document="a", kind="stated", verdict="single", **values):
    place = {"document": document, "page": 2, "boxes": [], "text": "A sentence.", "extractor": "prose/1", "kind": kind}
    return {
        "record_id": f"{number:016x}",
        "document": document,
        "property": prop,
        "labels": list(labels),
        "composition": composition,
        "role": "target",
        **values,
        "verdict": verdict,
        "rivals": values.get("rivals", []),
        "evidence": [place],
        "supersedes": values.get("supersedes"),
    }


def lines(entries):
    return "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in entries)
