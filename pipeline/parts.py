"""The sequence of an intergrowth from what is said of its parts: "O3 turns into P3, P2 is retained" is P2/O3 → P2/P3.

In: `Linked` transitions of one material and the sentences they stand in; out: `Linked`s whose steps name all phases of it; and
the words in which steps are spelt and kept. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.chemistry.phases import ascii_primes, typographic
from pipeline.link import Linked, Said


def composed(mine: Sequence[Linked], said: Sequence[Said], structure: tuple[str, ...]) -> list[Linked]:
    """Return the sequence of an intergrowth of which one phase is said to change and all others to stay, in one paragraph.

    "P2/O3 … O3 turns into P3, while P2 is retained" is P2/O3 → P2/P3. Two phases that change do so one after the other only
    where that is told: "O3 turns into P3 and, above 4.1 V, P2 into OP4" is P2/O3 → P2/P3 → OP4/P3.
    """
    phases = [ascii_primes(p) for p in structure]
    out = []
    for paragraph in dict.fromkeys(said[one.said].paragraph for one in mine):
        here = [one for one in mine if said[one.said].paragraph == paragraph]
        staying = {ascii_primes(steps_of(one)[0]) for one in here if one.values["form"] in ("stay", "kept")}
        changes = [one for one in here if len(steps_of(one)) > 1 and steps_of(one)[0] != steps_of(one)[-1]]
        of_parts = [
            one for one in changes if ascii_primes(steps_of(one)[0]) in phases and not any("/" in s for s in steps_of(one))
        ]
        changed = {ascii_primes(steps_of(one)[0]) for one in of_parts}
        if len(phases) == len(changed) == 2 and len(of_parts) == 2 and (steps := _one_then_other(of_parts, said, phases)):
            out.append(with_steps(of_parts[0], steps, "one phase changes, then the other"))
            continue
        if len(phases) < 2 or len(changed) != 1 or not set(phases) - changed <= staying - changed:
            continue
        best = max(of_parts, key=lambda one: len(steps_of(one)))
        if any(steps_of(one) != steps_of(best)[: len(steps_of(one))] for one in of_parts):
            continue
        (old,) = changed
        steps = [spelt(tuple(dict.fromkeys(ascii_primes(step) if p == old else p for p in phases))) for step in steps_of(best)]
        out.append(with_steps(best, steps, "one phase changes, the others stay"))
    return out


def _one_then_other(parts: Sequence[Linked], said: Sequence[Said], phases: Sequence[str]) -> list[str]:
    """Return the steps of an intergrowth both of whose phases change, if their order is told; nothing otherwise.

    It is told by a word of order between the two, or by potentials, of which the later one stands at or before the second change.
    """
    first, second = sorted(parts, key=lambda one: (one.said, one.statement.start))
    a, b = said[first.said], said[second.said]
    if first.said == second.said:
        text = a.parsed.text
        edge = _EDGE.search(text, first.statement.end, second.statement.start)
        cut = edge.start() if edge is not None else first.statement.end
        head, tail, rest = text[:cut], text[cut : second.statement.end], text[second.statement.end :]
    else:
        head, tail, rest = a.parsed.text, b.parsed.text, ""
    if BACK.search(head + tail + rest):
        return []
    ahead, behind = ([float(v) for v in _AT_VOLTS.findall(t)] for t in (head, tail if _AT_VOLTS.search(tail) else tail + rest))
    if ahead and behind and max(ahead) > min(behind):
        return []
    if not (_LATER.search(tail) or (behind and (ahead or _HIGHER.search(tail)))):
        return []
    now, out = list(phases), [spelt(tuple(phases))]
    for one in (first, second):
        old, *new = steps_of(one)
        for step in new:
            now = [ascii_primes(step) if p == ascii_primes(old) else p for p in now]
            out.append(spelt(tuple(dict.fromkeys(now))))
            old = step
    return out


_EDGE = re.compile(r"[;:,]|\s(?:and|while|whereas|but|then)\b")
_AT_VOLTS = re.compile(r"(\d(?:\.\d+)?)\s?V\b")
_LATER = re.compile(
    r"\b(?:then|subsequently|thereafter|afterwards|later|finally|followed by|next|at (?:an? )?higher (?:voltage|potential)s?)\b"
)
_HIGHER = re.compile(r"\b(?:above|beyond|over)\s[~<>]?\s?(?:about\s|ca\.\s)?\d(?:\.\d+)?\s?V")
BACK = re.compile(
    r"\bdischarg|\bsodiat|\bre-?sodiat|\brevers|\bback\b|\breturn|\brevert|\brestor|\brecover|\binsert|\bre-?intercal"
)
"""Words of the way back, on discharge."""


def steps_of(linked: Linked) -> tuple[str, ...]:
    """Return the steps that a transition states, "P2/O3" each."""
    return tuple(str(linked.values["steps"]).split(" → "))


def with_steps(linked: Linked, steps: Sequence[str], why: str = "") -> Linked:
    """Return a transition with other steps, and why it has them."""
    reason = f"{linked.reason}; {why}" if why else linked.reason
    return replace(linked, values={**linked.values, "steps": " → ".join(steps)}, reason=reason)


def spelt(structure: tuple[str, ...] | None) -> str:
    """Return phases as one step in the spelling of print: "P2/O′3"."""
    return "/".join(typographic(p) for p in structure or ())


def set_of(step: str) -> set[str]:
    """Return the phases of a step in the spelling of facts: {"P2", "O'3"}."""
    return {ascii_primes(p) for p in step.split("/")}
