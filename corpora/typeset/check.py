"""Check that every number and formula of a gold record stands literally in its document.

In: a gold record (``annotations/records/NAME.json``) and the sound PDF. Out: a list of complaints, empty where all is well.
A composition that the text gives only through a variable carries ``"resolved"``, and its variable's value is looked for instead.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2

_NUMBERS = {
    "voltage_windows": ("low", "high"),
    "retention": ("percent", "cycles", "low", "high", "temperature_C"),
    "capacity": ("mAh_g", "cycle", "low", "high"),
}


def unsupported(record: Path, pdf: bytes) -> list[str]:
    """Return what the record claims and the document does not print."""
    if not record.exists():
        return [f"no record {record.name}"]
    gold = json.loads(record.read_text("utf-8"))
    text = _text(pdf)
    close = re.sub(r"\s", "", text)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", text))
    out = []
    ids = {m["id"] for m in gold["materials"]}
    for m in gold["materials"]:
        for label in m["labels"]:
            if label.replace(" ", "") not in close:
                out.append(f"{m['id']}: label {label} is not printed")
        composition = (m["composition"] or "").replace("@", "\0").split("\0")
        for part in composition:
            if part and part not in close and "resolved" not in m and m.get("role") != "pair":
                out.append(f"{m['id']}: {part} is not printed")
        if m.get("resolved") and m["resolved"].replace(" ", "") not in close:
            out.append(f"{m['id']}: {m['resolved']} is not printed")
        for fraction in (m.get("phase_fractions_wt") or {}).values():
            if not _printed(fraction, numbers):
                out.append(f"{m['id']}: {fraction} wt% is not printed")
    for kind, keys in _NUMBERS.items():
        for entry in gold[kind]:
            if entry["material"] not in ids and entry["material"] is not None:
                out.append(f"{kind}: no material {entry['material']}")
            for key in keys:
                value = entry.get(key)
                if value is not None and not _printed(value, numbers) and not (key == "cycle" and value == 1):
                    out.append(f"{kind} of {entry['material']}: {key} {value} is not printed")
            rate = entry.get("rate")
            if rate and rate.replace(" ", "").replace("-1", "−1") not in close:
                out.append(f"{kind} of {entry['material']}: rate {rate} is not printed")
    return out


def _printed(value: float, numbers: set[str]) -> bool:
    return any(float(n) == float(value) for n in numbers)


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return re.sub(r"[\u00ad\u0002\ufffe]\s*", "", text)
