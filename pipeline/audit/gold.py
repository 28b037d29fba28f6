"""Annotated facts of one paper, in our own JSON, as the units that an audit counts.

In: the JSON object of one file (`annotations/README.md` describes it); out: a `Gold`, or a ValueError that names the entry. A
window that applies to several materials is one unit for each, since records state it once for each. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.audit.normal import number, one_c_of
from pipeline.audit.values import FIELDS, SECTIONS, Gold, GoldMaterial, Unit
from pipeline.model import Json

FOREIGN = frozenset({"cited", "anode"})
_ROLES = frozenset({"target", "pristine", "series", *FOREIGN})


def is_gold(data: object) -> bool:
    """Tell whether a JSON value has the form of annotated facts."""
    return isinstance(data, dict) and "materials" in data


def read_gold(data: Mapping[str, Any], document: str, annotator: str = "", source: str = "") -> Gold:
    """Return the annotated facts of one document.

    Raises ValueError, naming the entry, for what does not have the described form: it is never read by halves.
    """
    kind = data.get("kind", "research")
    if kind not in ("research", "review"):
        raise ValueError(f'"kind" is {kind!r}: write "research" or "review"')
    foreign = frozenset({"anode"}) if kind == "review" else FOREIGN
    materials = tuple(_material(m, i, foreign) for i, m in enumerate(_list(data, "materials"), start=1))
    ids = [m.id for m in materials]
    if len(set(ids)) < len(ids):
        raise ValueError(f"materials: the id {next(i for i in ids if ids.count(i) > 1)!r} stands twice")
    soft = frozenset(m.id for m in materials if m.soft)
    units = [u for m in _list(data, "materials") for u in _of_material(m, m["id"] in soft)]
    for name, section in SECTIONS.items():
        for at, entry in enumerate(_list(data, section), start=1):
            units += _units(name, entry, f"{section}, entry {at}", soft, set(ids))
    for at, entry in enumerate(_list(data, "rejected"), start=1):
        units.append(_rejected(entry, f"rejected, entry {at}", set(ids)))
    complete = data.get("complete", True)
    if not isinstance(complete, bool):
        raise ValueError(f'"complete" is {complete!r}: write true or false')
    definitions = data.get("rate_definition") or []
    return Gold(
        document=document,
        kind=kind,
        materials=materials,
        units=tuple(_merged(units)),
        scored=_scored(data, complete),
        annotator=str(data.get("annotator") or annotator),
        doi=data.get("doi") if isinstance(data.get("doi"), str) else None,
        one_c=one_c_of([definitions] if isinstance(definitions, dict) else definitions),
        source=source,
        complete=complete,
    )


def _scored(data: Mapping[str, Any], complete: bool) -> frozenset[str]:
    """Return the properties that are scored: those that have a section, and of a list of decisions all."""
    return frozenset({"material", "phase", "transition", *(n for n, s in SECTIONS.items() if s in data or not complete)})


def _list(data: Mapping[str, Any], section: str) -> list[Any]:
    value = data.get(section) or []
    if not isinstance(value, list):
        raise ValueError(f"{section}: a list is expected")
    return value


def _material(entry: object, at: int, foreign: frozenset[str]) -> GoldMaterial:
    where = f"materials, entry {at}"
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise ValueError(f'{where}: an object with an "id" is expected')
    role = entry.get("role", "target")
    if role not in _ROLES:
        raise ValueError(f"{where}: the role {role!r} is none of {', '.join(sorted(_ROLES))}")
    compositions, labels = _compositions(entry), _several(entry, "labels")
    if not all(isinstance(x, str) for x in [*compositions, *labels]):
        raise ValueError(f"{where}: compositions and labels are texts")
    reference = entry["reference"] if isinstance(entry.get("reference"), int) else None
    return GoldMaterial(entry["id"], role, compositions, tuple(labels), _is_soft(entry) or role in foreign, reference)


def _compositions(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all accepted compositions of a material, the annotated one first."""
    found = [entry.get("composition"), *_several(entry, "composition_also"), entry.get("composition_printed")]
    return tuple(c for c in [*found, *(a for a in _several(entry, "also") if isinstance(a, str))] if c)


def _of_material(entry: Mapping[str, Any], soft: bool) -> list[Unit]:
    """Return the units of a material itself: that it is there, its phases, its transition."""
    ids = (str(entry["id"]),)
    named = {"composition": _compositions(entry), "label": tuple(_several(entry, "labels"))}
    units = [Unit("material", ids, named, soft or not any(named.values()), entry.get("note"))]
    if phases := entry.get("phases"):
        fractions = entry.get("phase_fractions_wt")
        units.append(Unit("phase", ids, {"phases": (phases,), "fractions": (fractions,) if fractions else ()}, soft))
    if steps := entry.get("transition"):
        units.append(Unit("transition", ids, {"steps": (steps,)}, soft))
    return units


def _units(name: str, entry: object, where: str, soft: frozenset[str], ids: set[str]) -> list[Unit]:
    """Return the units of one entry of a section, one for each material that a window applies to."""
    if not isinstance(entry, dict):
        raise ValueError(f"{where}: an object is expected")
    own = [entry["material"]] if entry.get("material") else _several(entry, "applies_to")
    if unknown := [i for i in own if i not in ids]:
        raise ValueError(f"{where}: no material has the id {unknown[0]!r}")
    main = FIELDS[name][0]
    if number(entry.get(main.key)) is None:
        raise ValueError(f'{where}: "{main.key}" is no number')
    values = {f.name: tuple(_readings(entry, f.key, f is main or name == "voltage_window")) for f in FIELDS[name]}
    trap = entry.get("basis") not in (None, "cycling")
    light = _is_soft(entry) or trap
    note = entry.get("note")
    if not own:
        return [Unit(name, None, values, light, note)]
    if name == "voltage_window":
        return [Unit(name, (i,), values, light or i in soft, note) for i in own]
    return [Unit(name, tuple(own), values, light or all(i in soft for i in own), note)]


def _rejected(entry: object, where: str, ids: set[str]) -> Unit:
    """Return what a reviewer says the paper does not state."""
    name = str(entry.get("property")) if isinstance(entry, dict) else ""
    if not isinstance(entry, dict) or name not in FIELDS:
        raise ValueError(f'{where}: an object with a "property" ({", ".join(FIELDS)}) is expected')
    if entry.get("material") is not None and entry["material"] not in ids:
        raise ValueError(f"{where}: no material has the id {entry['material']!r}")
    if name == "material" and entry.get("material") is None:
        raise ValueError(f'{where}: "material" is missing')
    values = {f.name: () if entry.get(f.key) is None else (entry[f.key],) for f in FIELDS[name]}
    if FIELDS[name] and not values[FIELDS[name][0].name]:
        raise ValueError(f'{where}: "{FIELDS[name][0].key}" is missing')
    return Unit(name, (str(entry["material"]),) if entry.get("material") else None, values, True, entry.get("note"), True)


def _readings(entry: Mapping[str, Any], key: str, main: bool) -> Iterable[Json]:
    """Return the accepted readings of a field: its value, ``also`` (of the value itself, or by key), ``also_KEY``."""
    found: list[Any] = [entry.get(key)]
    for other in _several(entry, "also"):
        if isinstance(other, dict):
            found.append(other.get(key))
        elif main:
            found.append(other)
    found += _several(entry, f"also_{key}")
    return [v for v in found if v is not None]


def _several(entry: Mapping[str, Any], key: str) -> list[Any]:
    value = entry.get(key)
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_soft(entry: Mapping[str, Any]) -> bool:
    return any(bool(entry.get(k)) for k in ("optional", "disputed", "partial"))


def _merged(units: Iterable[Unit]) -> Iterable[Unit]:
    """Draw together windows that say the same of the same material: one annotated for all samples, one for this."""
    seen: dict[str, Unit] = {}
    for unit in units:
        said = (unit.property, unit.materials, unit.rejected, sorted(unit.values.items()))
        key = repr(said) if unit.property == "voltage_window" else ""
        if key and key in seen:
            seen[key] = replace(unit, soft=seen[key].soft and unit.soft, note=seen[key].note or unit.note)
        else:
            seen[key or repr((len(seen), id(unit)))] = unit
    return list(seen.values())
