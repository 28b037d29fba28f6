"""Under which conditions a value was measured: what its sentence says, then the paragraph, the heading, the figure, the document.

In: a `Statement` in its sentence; out: its values, the names of those that come from elsewhere, and where from. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement, whole
from pipeline.grammar.voltage import NARROWEST
from pipeline.link.words import Context, Said, Value, Whole


def conditions_of(
    said: Said,
    statement: Statement,
    context: Context,
    whole: Whole,
    cell: str | None,
) -> tuple[dict[str, Value], frozenset[str], str]:
    """Return all values of a statement, the names of those from elsewhere, and where from."""
    captions, only = whole.captions, whole.only
    values: dict[str, Value] = dict(statement.values)
    carried, why = set(statement.shared), []
    if statement.shared:
        why.append(f"{', '.join(sorted(statement.shared))} of a value beside it")
    sentence = said.parsed
    if statement.property == "voltage_window":
        values["cell"] = cell or "half"
        return values, frozenset(carried), ""
    values["cell"] = cell or "half"
    if not sentence.has("FULL", "HALF"):
        carried.add("cell")
    figures = [f for f in said.figures if f in captions] or [f for f in context.figures if f in captions]
    figure = captions[figures[0]] if figures else {}
    if _only_of_the_start(statement, figure):
        values["rate"] = figure["rate"]
        why.append("rate of the figure")
    if (row := of_the_row(sentence, statement, context)) is not None and values.get("cycles") is None:
        values["cycles"], values["rate"] = row
        carried |= {"cycles", "rate"}
        why.append("cycles, rate by place of the sentence before")
    if statement.property == "retention" and values.get("basis") is None:
        for name in ("cycles", "rate"):
            if values.get(name) is not None:
                continue
            if figure.get(name) is not None and (name == "rate" or figure.get("retention")):
                values[name] = figure[name]
                carried.add(name)
                why.append(f"{name} of the figure")
            elif name == "rate" and context.rate is not None and context.cell == cell:
                values[name] = context.rate
                carried.add(name)
                why.append("rate of the paragraph")
            elif (
                name == "rate"
                and context.any_rate is not None
                and context.cell == cell
                and (values.get("cycles") is not None or about_cycling(said, context, captions))
            ):
                values[name] = context.any_rate
                carried.add(name)
                why.append("rate last spoken of")
            elif (
                name == "cycles"
                and context.cycles is not None
                and context.cell == cell
                and (statement.values.get("rate") is None or sentence.same_cycles())
            ):
                values[name] = context.cycles
                carried.add(name)
                why.append("cycles of the paragraph")
    if statement.property == "capacity" and values.get("rate") is None and figure.get("rate") is not None:
        values["rate"] = figure["rate"]
        carried.add("rate")
        why.append("rate of the figure")
    if (
        statement.property == "capacity"
        and values.get("rate") is None
        and context.any_rate is not None
        and context.rate_distance <= (3 if values.get("cycle") is None else 6)
        and context.cell == cell
    ):
        values["rate"] = context.any_rate
        carried.add("rate")
        why.append("rate of a sentence before")
    if values.get("low") is None:
        window, source = _window(said, context, figure, only, cell)
        if whole.roster.review and source in ("the document", "the text before"):
            window = None  # in a review, the window of another work
        if window is not None:
            values["low"], values["high"] = window
            carried |= {"low", "high"}
            why.append(f"window of {source}")
            limit = _upper_limit(sentence)
            if limit is not None and limit != window[1] and limit - float(window[0] or 0) >= NARROWEST:
                values["high"] = limit
                carried -= {"high"}
                why.append("cut-off of the sentence")
    if values.get("temperature_C") is None and figure.get("temperature_C") is not None:
        values["temperature_C"] = figure["temperature_C"]
        carried.add("temperature_C")
    return values, frozenset(carried), "; ".join(why)


def conditions_in_a_row(said: Said) -> tuple[tuple[Value, Value], ...]:
    """Return cycles and rate of the retentions of one sentence, by value: "90% and 84% after 200 cycles at 1 C and 500 …"."""
    found = [s.values for s in said.statements if s.property == "retention" and s.values.get("basis") is None]
    rows = tuple(dict.fromkeys((v.get("cycles"), v.get("rate")) for v in found))
    return rows if len(rows) > 1 and all(cycles is not None for cycles, _ in rows) else ()


def says_the_same(sentence: Sentence) -> bool:
    """Return whether a sentence has no conditions of its own and refers to those before: "under the same conditions"."""
    bare = not any(s.tag in ("CYCLES", "RATE") for s in sentence.slots)
    return bare and sentence.word("same", "identical", "those", "corresponding", "respectively", "likewise", "similarly")


def of_the_row(sentence: Sentence, statement: Statement, context: Context) -> tuple[Value, Value] | None:
    """Return cycles and rate of a value of a list that follows the conditions listed in the sentence before."""
    slot = statement.slot
    if statement.property != "retention" or len(slot.tokens) != len(context.rows) or slot.changed or slot.versus:
        return None
    return context.rows[statement.place] if says_the_same(sentence) else None


def _upper_limit(sentence: Sentence) -> float | int | None:
    """Return the one upper cut-off that a sentence tells: "when the cut-off voltage is raised to 4.2 V"."""
    volts = [s for s in sentence.slots if s.tag == "VOLTAGE"]
    if len(volts) != 1 or len(volts[0].tokens) != 1 or sentence.word("lower", "discharge-cut-off"):
        return None
    words = [t.norm for t in sentence.tokens[max(0, volts[0].first - 8) : volts[0].first]]
    told = any(w in _LIMITS for w in words) and words[-1] in ("to", "of", "at", "is", "was", "as")
    value = sentence.tokens[volts[0].first].value
    return whole(float(value)) if told and "discharge" not in words and value is not None and value > _LEAST_UPPER else None


_LIMITS = frozenset("cut-off cutoff cut-offs cutoffs".split())  # noqa: SIM905
_LEAST_UPPER = 3.5
"""No upper cut-off (V) lies lower."""


def _only_of_the_start(statement: Statement, figure: Mapping[str, Value]) -> bool:
    """Return whether a rate taken from a value beside is that of the first cycles, and the figure of the cycling has its own."""
    after = statement.values.get("cycles") or statement.values.get("cycle")
    many = isinstance(after, int) and after >= 20
    return many and "rate" in statement.shared and bool(figure.get("cycling")) and figure.get("rate") is not None


def _window(
    said: Said, context: Context, figure: Mapping[str, Value], only: Mapping[str, tuple[Value, Value]], cell: str | None
) -> tuple[tuple[Value, Value] | None, str]:
    kind = cell or "half"
    stated = [s for s in said.statements if s.property == "voltage_window"]
    if len(stated) == 1:
        return (stated[0].values["low"], stated[0].values["high"]), "the sentence"
    if kind in context.here and kind not in context.several:
        return context.here[kind], "the paragraph"
    if context.of_heading is not None and kind == "half":
        return context.of_heading, "the heading"
    if figure.get("low") is not None:
        return (figure["low"], figure["high"]), "the figure"
    if kind in only:
        return only[kind], "the document"
    if kind in context.window:
        return context.window[kind], "the text before"
    return None, ""


def cell_of(sentence: Sentence, slot: Slot, context: Context) -> str | None:
    """Return the kind of cell a value was met in: said right behind it, else before it, else of the paragraph; None if open.

    "85% in a half cell and 77% in a full cell", "retains 85%, and its full cell retains 77%", "80% is kept when paired with …".
    """
    said = sorted(sentence.of("FULL", "HALF"), key=lambda p: p.first)
    if not said:
        return context.cell
    before = [p for p in said if p.first <= slot.first]
    behind = next((p for p in said if p.first > slot.last), None)
    if behind is not None:
        near = not any(slot.last < v.first < behind.first for v in sentence.slots if v.tag == slot.tag)
        tied = near and sentence.parting(slot.last, behind.first) == 0
        between = {t.norm for t in sentence.tokens[slot.last + 1 : behind.first]}
        alone = not any(v.first > behind.last for v in sentence.slots if v.tag == slot.tag)
        loose = near and not before and alone and not between & _NEW_CLAUSE
        if tied or loose:
            return behind.meaning.lower()
    if before:
        return before[-1].meaning.lower()
    return context.cell if context.cell != "full" else "half"  # a cell named only behind, with values of its own: a change


_NEW_CLAUSE = frozenset("and while whereas but although though ; . yet".split())  # noqa: SIM905


def cell_left(sentence: Sentence, context: Context) -> str | None:
    """Return the kind of cell that a sentence leaves for those behind it: the last that it speaks of."""
    said = sorted(sentence.of("FULL", "HALF"), key=lambda p: p.first)
    return said[-1].meaning.lower() if said else context.cell


def about_cycling(said: Said, context: Context, captions: Mapping[str, Mapping[str, Value]]) -> bool:
    """Return whether the sentence, the one before it or the caption of its figure speaks of cycling."""
    figures = (*said.figures, *context.figures)
    return speaks_of_cycling(said.parsed) or context.cycling or any(captions.get(f, {}).get("cycling") for f in figures)


def speaks_of_cycling(sentence: Sentence) -> bool:
    """Return whether a sentence speaks of cycling, by a word or by a number of cycles."""
    many = any(t.tag == "CYCLES" and not t.ordinal and (t.value or 0) >= 20 for t in sentence.tokens)
    return many or sentence.word(*CYCLING)


CYCLING = ("cycling", "cycles", "cycled", "cyclability", "long-term", "lifespan", "cycle", "cyclic", "prolonged")
