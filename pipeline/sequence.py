"""One sequence of phases a material, from all that a document says of its transitions.

In: `Linked` transitions, the sentences they stand in, and the phases as prepared; out: one `Linked` a material, the longest
sequence that is surely said, joined over the sentences of a paragraph ("O3 turns into O′3" … "O′3 then turns into P3").
Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.grammar.transition import OWN
from pipeline.link import Linked, Said

_FORMS = {"chain": 4, "dash": 3, "from-to": 3, "verb": 2, "kept": 0}


def transitions(found: Sequence[Linked], said: Sequence[Said], structures: Mapping[str, tuple[str, ...]]) -> list[Linked]:
    """Return the sequence of each material of which a transition is said; ``structures`` are phases as prepared, by material."""
    by_material: dict[str, list[Linked]] = {}
    for one in found:
        if one.statement.property == "transition" and one.material is not None:
            by_material.setdefault(one.material, []).append(one)
    out = []
    for material, mine in by_material.items():
        mine = [_spelt_out(one, structures.get(material)) for one in mine]
        told = [one for one in mine if _fits(_steps(one), one.values["form"] == "kept", structures.get(material))]
        told = _joined(told, said)
        if told:
            best = max(
                told,
                key=lambda t: (
                    t.values["form"] != "kept",
                    len(_steps(t)),
                    _FORMS[str(t.values["form"])],
                    _support(t, told),
                    t.confidence,
                ),
            )
            out.append(replace(best, confidence=round(1 - (1 - best.confidence) * 0.8 ** (_support(best, told) - 1), 3)))
    return sorted(out, key=lambda one: one.said)


def _spelt_out(linked: Linked, structure: tuple[str, ...] | None) -> Linked:
    """Return a structure said to be kept with the phases it has; one whose phases are not known fits nothing."""
    if linked.values["steps"] != OWN:
        return linked
    steps = "/".join(p.replace("''", "″").replace("'", "′") for p in structure or ())
    return replace(linked, values={**linked.values, "steps": steps})


def _steps(linked: Linked) -> tuple[str, ...]:
    return tuple(str(linked.values["steps"]).split(" → "))


def _fits(steps: tuple[str, ...], kept: bool, structure: tuple[str, ...] | None) -> bool:
    """Return whether a sequence may be of a material with these phases: it begins with them, or with one of one."""
    if not structure:
        return steps != ("",)
    first, own = _set(steps[0]), {_plain(p) for p in structure}
    if len(own) > 1 or kept:
        return first == own
    return bool(first & own)


def _set(step: str) -> set[str]:
    return {_plain(p) for p in step.split("/")}


def _plain(phase: str) -> str:
    return phase.replace("′", "'").replace("″", "''")


def _support(linked: Linked, others: Sequence[Linked]) -> int:
    """Return how many statements say the same or a part of it."""
    text = str(linked.values["steps"])
    return sum(str(o.values["steps"]) in text for o in others)


def _joined(told: Sequence[Linked], said: Sequence[Said]) -> list[Linked]:
    """Lengthen a sequence by one that begins in the same paragraph where it ends, and does not go back."""
    out: list[Linked] = []
    for one in told:
        last = out[-1] if out else None
        if (
            last is not None
            and said[last.said].paragraph == said[one.said].paragraph
            and "kept" not in (one.values["form"], last.values["form"])
        ):
            a, b = _steps(last), _steps(one)
            if a[-1] == b[0] and not set(b[1:]) & set(a) and b != a:
                steps = " → ".join((*a, *b[1:]))
                out[-1] = replace(
                    last, values={**last.values, "steps": steps}, reason=f"{last.reason}; joined with a sentence behind it"
                )
                continue
        out.append(one)
    return out
