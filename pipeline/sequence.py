"""One sequence of phases a material, from all that a document says of its transitions.

In: `Linked` transitions, the sentences they stand in, and the phases as prepared; out: one `Linked` a material, the longest
sequence that is surely said, joined over the sentences of a paragraph ("O3 turns into O′3" … "O′3 then turns into P3"; "it then
becomes P3"; "… and reverts to O3 on discharge"). Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pipeline.chemistry.phases import ascii_primes, glides
from pipeline.grammar.states import at_a_charge
from pipeline.grammar.transition import OWN
from pipeline.link import Linked, Said
from pipeline.parts import BACK, composed, set_of, spelt, steps_of, with_steps

_FORMS = {
    "chain": 4,
    "dash": 3,
    "from-to": 3,
    "verb": 2,
    "part": 2,
    "peaks": 1,
    "slash": 1,
    "onward": 1,
    "new": 1,
    "appear": 1,
    "kept": 0,
}
_LOOSE = frozenset(("onward", "new", "appear", "state", "part"))
"""Forms of which the beginning is not said."""


def transitions(
    found: Sequence[Linked],
    said: Sequence[Said],
    structures: Mapping[str, tuple[str, ...]],
    minor: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> list[Linked]:
    """Return the sequence of each material of which a transition is said.

    ``structures`` are phases as prepared, by material; ``minor`` those of them that a sequence need not name, for want of amount.
    """
    by_material: dict[str, list[Linked]] = {}
    stays = {(one.material, said[one.said].paragraph) for one in found if one.values.get("form") == "stay"}
    for one in found:
        if one.statement.property == "transition" and one.material is not None:
            if (one.material, said[one.said].paragraph) not in stays:
                one = _of_other(one, said, structures)
            by_material.setdefault(str(one.material), []).append(one)
    out = []
    for material, mine in by_material.items():
        structure = structures.get(material) or _kept_so_far(mine)
        beside = [one for one in mine if one.values["form"] in ("part", "stay")]
        mine = [read for one in mine if one not in beside and (read := _at_a_state(one, said, structure)) is not None]
        mine = _certain([_spelt_out(one, structure) for one in mine])
        told = [
            one for one in _joined(mine, said, structure) if _fits(steps_of(one), structure, minor.get(material, frozenset()))
        ]
        told = told or composed([*mine, *beside], said, structure or ())
        if told and not _goes_on_unread(told, [*mine, *beside], said):
            best = max(
                told,
                key=lambda t: (
                    t.values["form"] != "kept",
                    len(steps_of(t)),
                    _FORMS[str(t.values["form"])],
                    _support(t, told),
                    t.confidence,
                ),
            )
            out.append(replace(best, confidence=round(1 - (1 - best.confidence) * 0.8 ** (_support(best, told) - 1), 3)))
    return sorted(out, key=lambda one: one.said)


def _kept_so_far(mine: Sequence[Linked]) -> tuple[str, ...] | None:
    """Return the phase that is first said to be kept, "P2 is retained up to 4.1 V", and so the one there was before."""
    kept = mine[0].values["form"] == "kept" and steps_of(mine[0])[0]
    return (ascii_primes(kept),) if kept and kept not in (OWN, "") and "/" not in kept else None


def _of_other(one: Linked, said: Sequence[Said], structures: Mapping[str, tuple[str, ...]]) -> Linked:
    """Return a transition whose material is not named right at it on the one material of its paragraph that begins as it does.

    Only where it cannot be of the material it was given: "P2/O3-P2/P3" is none of an O3 material.
    """
    given = structures.get(str(one.material))
    if one.values.get("of") is not None or one.values["form"] in _LOOSE or one.values["steps"] == OWN:
        return one
    steps = steps_of(one)
    if given is None or _fits(steps, given):
        return one
    near = {n for s in said if s.paragraph == said[one.said].paragraph for n in s.names}
    fitting = [n for n in sorted(near) if n in structures and set_of(steps[0]) == {ascii_primes(p) for p in structures[n]}]
    if len(fitting) != 1:
        return one
    return replace(one, material=fitting[0], reason=f"{one.reason}; given to the material that begins as {steps[0]}")


def _at_a_state(one: Linked, said: Sequence[Said], structure: tuple[str, ...] | None) -> Linked | None:
    """Return what phases at a state of charge tell of a material of one phase: those that it comes to from its own by gliding.

    Where the phase as prepared is not told, two phases are read as the one that is made and the one that charging makes.
    Several are steps only where the sentence says that they follow each other.
    """
    if one.values["form"] != "state":
        return one
    before = [s for s in said[: one.said + 1] if s.paragraph == said[one.said].paragraph][-_REACH:]
    if not any(at_a_charge(s.parsed.text) for s in before):
        return None
    steps = tuple(dict.fromkeys(steps_of(one)))
    if structure is None and len(steps) == 2:
        made = [s for s in steps if s in ("P2", "O3")]
        other = [s for s in steps if s not in ("P2", "O3", "P3")] or [s for s in steps if s == "P3"]
        if len(made) == len(other) == 1 and glides(made[0], other[0]):
            return replace(
                with_steps(one, (made[0], other[0]), "a phase made and one that charging makes"),
                values={**one.values, "steps": f"{made[0]} → {other[0]}", "form": "verb"},
            )
        return None
    if structure is None or len(structure) != 1:
        return None
    own = {ascii_primes(structure[0])}
    rest = [s for s in steps if set_of(s) != own]
    if not rest or not all(glides(structure[0], p) for s in rest for p in s.split("/")):
        return None
    if len(rest) > 1 and not _IN_TURN.search(said[one.said].parsed.text):
        return None
    return replace(one, values={**one.values, "steps": " → ".join(rest), "form": "onward"})


_REACH = 4
"""Sentences, the own one among them, in which the charge that "then" goes on must be told."""
_IN_TURN = re.compile(
    r"\b(?:then|finally|success\w+|subsequent\w*|in turn|in order|followed|first|"
    r"consecutive\w*|eventually|later|before|further|thereafter|after which|at the end of which)\b"
)


def _spelt_out(linked: Linked, structure: tuple[str, ...] | None) -> Linked:
    """Return a structure said to be kept with the phases it has; one whose phases are not known fits nothing."""
    if linked.values["steps"] != OWN:
        return linked
    return with_steps(linked, (spelt(structure),))


def _certain(mine: Sequence[Linked]) -> list[Linked]:
    """Leave out sequences of one sentence and one material that begin alike and part: one of them is not meant.

    One whose material is named right at it has no rival in one that only stands in its sentence.
    """

    def rival(a: Linked, b: Linked) -> bool:
        if a.values["of"] is not None and b.values["of"] is None:
            return False
        x, y = steps_of(a), steps_of(b)
        n = min(len(x), len(y))
        return a.said == b.said and n > 1 and x[0] == y[0] and x[:n] != y[:n]

    return [a for a in mine if not any(rival(a, b) for b in mine)]


def _fits(steps: tuple[str, ...], structure: tuple[str, ...] | None, minor: frozenset[str] = frozenset()) -> bool:
    """Return whether a sequence may be of a material with these phases: it begins with them, or with all that are not minor."""
    if not structure:
        return steps != ("",)
    phases = {ascii_primes(p) for p in structure}
    return set_of(steps[0]) in (phases, phases - minor)


def _support(linked: Linked, others: Sequence[Linked]) -> int:
    """Return how many statements say the same or a part of it."""
    text = str(linked.values["steps"])
    return sum(str(o.values["steps"]) in text for o in others)


def _joined(told: Sequence[Linked], said: Sequence[Said], structure: tuple[str, ...] | None) -> list[Linked]:
    """Lengthen a sequence by one of its paragraph that begins where it ends, and by steps that name no beginning.

    A sequence goes back only where its sentence speaks of discharge. A phase that appears is a step only where a sequence
    goes on from it.
    """
    out: list[Linked] = []
    kept: list[Linked] = []
    appeared: Linked | None = None
    for one in told:
        form, steps = _form(one, said, structure), steps_of(one)
        last = out[-1] if out and _same(out[-1], one, said) else None
        if form == "kept":
            kept.append(one)
        elif form == "appear":
            appeared = one
        elif form == "slash":
            if structure is None:
                own = one.values["of"] is not None and steps[-1] not in ("P2", "O3") and glides(steps[0], steps[-1])
            else:
                own = len(structure) == 1 and set_of(steps[0]) == {ascii_primes(structure[0])}
            if own:
                out.append(one)
        elif form == "onward":
            if last is None and kept and kept[-1].said == one.said and kept[-1].values["steps"] != steps[0]:
                out.append(with_steps(one, (*steps_of(kept[-1]), *steps), "behind a structure kept so far"))
                continue
            going = steps_of(last) if last is not None else ((spelt(structure),) if structure else ())
            if last is not None and _whole_of(last, steps, structure):
                out.append(with_steps(one, (spelt(structure), *steps), "from the phases as prepared"))
                continue
            back = bool(BACK.search(said[one.said].parsed.text))
            if last is not None and not back and _passed_over(last, one, said):
                out.pop()
                continue
            if last is not None and "/" in steps[0] and set_of(steps[0]) <= {ascii_primes(s) for s in going}:
                continue  # the way from the one to the other, told once more
            if going and (not set(steps) & set(going) or (back and last is not None and steps[0] == going[-2])):
                if last is not None:
                    out[-1] = with_steps(last, (*going, *steps), "joined with a sentence behind it")
                else:
                    out.append(with_steps(one, (*going, *steps), "from the phases as prepared"))
        elif last is not None and _goes_on(steps_of(last), steps, said[one.said].parsed.text):
            out[-1] = with_steps(last, (*steps_of(last), *steps[1:]), "joined with a sentence behind it")
        elif (more := _out_of(steps_of(last) if last is not None else (spelt(structure),), steps)) and form != "back":
            joined = with_steps(last or one, more, "from a coexistence with what was there")
            if last is not None:
                out[-1] = joined
            else:
                out.append(joined)
        elif form == "back":
            continue
        elif (
            appeared is not None
            and _same(appeared, one, said)
            and steps_of(appeared) == steps[:1]
            and not set(steps) & {*(steps_of(last) if last else ()), spelt(structure)}
            and (last is not None or structure)
        ):
            if last is not None:
                out[-1] = with_steps(last, (*steps_of(last), *steps), "joined over a phase that appears")
            else:
                out.append(with_steps(one, (spelt(structure), *steps), "from the phases as prepared"))
        else:
            out.append(one)
    return [*out, *kept]


def _form(one: Linked, said: Sequence[Said], structure: tuple[str, ...] | None) -> str:
    """Return the form of a statement: a phase that appears on charge is what a single phase turns into, no mere appearance.

    Of an intergrowth it is not told which of its phases has made room. A phase "that can be seen" is only looked for.
    """
    form = str(one.values["form"])
    if form != "new":
        return form
    charged = _CHARGING.search(said[one.said].parsed.text) is not None
    if structure is None or len(structure) != 1 or not charged:
        return "appear"
    return "onward" if all(glides(structure[0], p) for p in steps_of(one)[0].split("/")) else "appear"


_CHARGING = re.compile(r"\d\s?V\b|\bx\s?=\s?0?\.\d|\b(?:dis)?charg|\b(?:de)?sodiat|\bextract|\bintercal|\bdeintercal")


def _whole_of(part: Linked, steps: tuple[str, ...], structure: tuple[str, ...] | None) -> bool:
    """Return whether a step tells all phases that are there when one of them has changed: "O3 turns into P3, giving P2/P3"."""
    going = steps_of(part)
    return (
        structure is not None
        and len(structure) > 1
        and {ascii_primes(s) for s in going[:1]} <= {ascii_primes(p) for p in structure}
        and ascii_primes(going[-1]) in set_of(steps[0])
        and len(set_of(steps[0])) > 1
    )


def _same(a: Linked, b: Linked, said: Sequence[Said]) -> bool:
    return said[a.said].paragraph == said[b.said].paragraph


def _goes_on_unread(told: Sequence[Linked], mine: Sequence[Linked], said: Sequence[Said]) -> bool:
    """Return whether the sentences behind an account of several sentences go on with a phase that nothing has read.

    "… P3 forms. Last, above 3.9 V, a P′3 cell …": the sequence is longer than what was read of it.
    """
    last = max(mine, key=lambda one: one.said)
    if all(one.values["form"] in ("chain", "dash", "from-to") for one in told) or last.values["form"] == "kept":
        return False
    known = {p for one in (*told, *mine) for step in steps_of(one) for p in set_of(step)}
    for s in said[last.said + 1 : last.said + 3]:
        text = s.parsed.text
        if s.paragraph != said[last.said].paragraph or s.names or _LACKS.search(text) or not _NEXT.match(text):
            continue
        if _names_another(text, known, steps_of(last)):
            return True
    return False


def _names_another(text: str, known: Collection[str], going: tuple[str, ...]) -> bool:
    """Return whether a sentence names a phase that is not among the ``known`` ones and may come behind the steps so far."""
    named = {m[0] for m in _PHASE.finditer(ascii_primes(text))}
    return any(p not in known and glides(going[-1].split("/")[0], p) for p in named)


_NEXT = re.compile(
    r"(?:Next|Then|Last|Lastly|Finally|Afterwards|Subsequently|Thereafter|Later)\b|(?:Above|Beyond|At|Near)\s(?:about\s|ca\.\s)?\d"
)


def _out_of(going: tuple[str, ...], steps: tuple[str, ...]) -> tuple[str, ...]:
    """Return what goes on with phases of which one was there alone before: "O′3/P3 → P3" behind O3 → O′3."""
    old, first = set_of(going[-1]), set_of(steps[0])
    new = {p for s in steps for p in set_of(s)} - old
    if not (len(old) == 1 and old < first and "" not in old and len(steps) > 1) or new & {p for s in going for p in set_of(s)}:
        return ()
    return (*going, *steps) if all(glides(next(iter(old)), p) for p in new) else ()


def _passed_over(last: Linked, one: Linked, said: Sequence[Said]) -> bool:
    """Return whether a sentence between two steps names a further phase, which nothing has read: a step is missing."""
    going, coming = steps_of(last), steps_of(one)
    known = {p for step in (*going, *coming) for p in set_of(step)}
    for between in said[last.said + 1 : one.said]:
        if between.paragraph != said[one.said].paragraph or _LACKS.search(between.parsed.text):
            continue
        if _names_another(between.parsed.text, known, going):
            return True
    return False


_PHASE = re.compile(r"(?<![A-Za-z0-9.])(?:O'{0,2}[1-3]'{0,2}|P'{0,3}[1-3]'{0,3}|OP[24])(?![A-Za-z0-9'])")
_LACKS = re.compile(r"\b(?:no|not|none|never|neither|nor|without|instead|absen\w+|suppress\w*|unlike|would|might)\b")


def _goes_on(a: tuple[str, ...], b: tuple[str, ...], text: str) -> bool:
    """Return whether ``b`` goes on where ``a`` ends, to new phases or, on discharge, back."""
    return a[-1] == b[0] and b != a and (not set(b[1:]) & set(a) or (len(set(a)) == len(a) and BACK.search(text) is not None))
