"""How far annotators agree: Cohen's kappa of two, Krippendorff's alpha of any number, F1 of one against the other.

In: annotations; out: `Agreement` rows. Texts are compared token by token (the label of the mention a token lies in, or none),
facts unit by unit as an audit would, field by field. Method: Cohen (1960) by scikit-learn; Krippendorff (2011), own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from pipeline.audit.claims import claims_of_gold
from pipeline.audit.compare import Counts, Matcher, compare
from pipeline.audit.normal import number, phases_key, rate_key, steps_key
from pipeline.audit.values import FIELDS, Claim, Field, Gold, Marked, Span, Unit
from pipeline.model import Json

NONE = "none"
_NUMBERS = frozenset({"percent", "capacity", "volt", "celsius", "count"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of annotators on one thing. ``units`` are the tokens or values compared; None: not defined there."""

    of: str
    annotators: tuple[str, ...]
    units: int
    kappa: float | None
    alpha: float | None
    f1: float | None


def cohen_kappa(one: Sequence[str], two: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two sequences of labels; None where neither could disagree by chance (one label in all)."""
    if not one or len({*one, *two}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(one, two))


def krippendorff_alpha(
    units: Iterable[Sequence[Hashable | None]], metric: Literal["nominal", "interval"] = "nominal"
) -> float | None:
    """Return Krippendorff's alpha; each unit holds what each annotator said of it, None where one said nothing.

    None where it is not defined: fewer than two values that can be paired, or no two that differ.
    """
    kept = [[v for v in unit if v is not None] for unit in units]
    kept = [unit for unit in kept if len(unit) > 1]
    pairs: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in kept:
        for i, a in enumerate(unit):
            for j, b in enumerate(unit):
                if i != j:
                    pairs[a, b] += 1 / (len(unit) - 1)  # type: ignore[assignment]  # a coincidence, not a count
    margins: Counter[Hashable] = Counter()
    for (a, _), weight in pairs.items():
        margins[a] += weight
    n = sum(margins.values())
    expected = sum(margins[a] * margins[b] * _distance(a, b, metric) for a in margins for b in margins)
    if n < 2 or not expected:
        return None
    observed = sum(weight * _distance(a, b, metric) for (a, b), weight in pairs.items())
    return 1 - (n - 1) * observed / expected


def agreement_on_texts(marked: Iterable[Marked]) -> list[Agreement]:
    """Return the agreement on texts that several annotators marked: for each two of them, and alpha for all together."""
    by_text: dict[str, dict[str, tuple[Span, ...]]] = defaultdict(dict)
    for one in marked:
        by_text[one.text].setdefault(one.annotator, one.spans)
    shared = {text: spans for text, spans in sorted(by_text.items()) if len(spans) > 1}
    if not shared:
        return []
    tokens = {text: _tokens(text) for text in shared}
    everybody = sorted({a for spans in shared.values() for a in spans})
    labels = {
        (text, a): [_label(token, marked_by) for token in tokens[text]]
        for text, spans in shared.items()
        for a, marked_by in spans.items()
    }
    out = []
    for pair in combinations(everybody, 2):
        both = [text for text, spans in shared.items() if set(pair) <= spans.keys()]
        if both:
            first, second = ([label for text in both for label in labels[text, a]] for a in pair)
            counts = sum((_spans(shared[t][pair[0]], shared[t][pair[1]]) for t in both), Counts())
            out.append(
                Agreement(
                    "entities", pair, len(first), cohen_kappa(first, second), krippendorff_alpha(zip(first, second)), counts.f1
                )
            )
    if len(everybody) > 2:
        places = [(text, i) for text in shared for i in range(len(tokens[text]))]
        units = [[labels[text, a][i] if (text, a) in labels else None for a in everybody] for text, i in places]
        out.append(Agreement("entities", tuple(everybody), len(units), None, krippendorff_alpha(units), None))
    return out


def agreement_on_facts(golds: Iterable[Gold]) -> list[Agreement]:
    """Return the agreement on documents that two annotators read: for each property F1, for each field kappa and alpha.

    Lists of decisions are left out: what one does not name, its reviewer has perhaps not looked at.
    """
    by_document: dict[str, dict[str, Gold]] = defaultdict(dict)
    for gold in (g for g in golds if g.complete):
        by_document[gold.document][gold.annotator] = gold
    out: list[Agreement] = []
    for pair in sorted({p for g in by_document.values() for p in combinations(sorted(g), 2)}):
        both = [found for _, found in sorted(by_document.items()) if set(pair) <= found.keys()]
        levels: dict[str, Counts] = defaultdict(Counts)
        values: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        numbers: dict[tuple[str, str], list[tuple[float | None, float | None]]] = defaultdict(list)
        for found in both:
            first, second = (found[a] for a in pair)
            claims = claims_of_gold(second)
            matcher, result = Matcher(first, claims), compare(first, claims)
            for (name, level), counts in result.levels.items():
                if level == "full" and name in second.scored:
                    levels[name] += counts
            for unit, claim in result.couples:
                for key, one, two, amounts in _field_values(matcher, unit, claim):
                    values[key].append((one, two))
                    if amounts is not None:
                        numbers[key].append(amounts)
        for name, counts in levels.items():
            out.append(Agreement(name, pair, int(counts.right + counts.false + counts.missed), None, None, counts.f1))
            for key in (k for k in values if k[0] == name):
                said = [v for v in values[key] if v != (NONE, NONE)]
                if said:
                    theirs, others = ([v[i] for v in said] for i in (0, 1))
                    alpha = krippendorff_alpha(numbers[key], "interval") if key in numbers else krippendorff_alpha(said)
                    out.append(Agreement(".".join(key), pair, len(said), cohen_kappa(theirs, others), alpha, None))
    return out


def _distance(a: Hashable, b: Hashable, metric: str) -> float:
    return float(a != b) if metric == "nominal" else (float(a) - float(b)) ** 2  # type: ignore[arg-type]


def _tokens(text: str) -> list[tuple[int, int]]:
    from pipeline.language.nlp import blank

    return [(t.idx, t.idx + len(t)) for t in blank().make_doc(text) if not t.is_space]


def _label(token: tuple[int, int], spans: Sequence[Span]) -> str:
    return next((s.label for s in spans if s.start < token[1] and token[0] < s.end), NONE)


def _spans(one: Sequence[Span], two: Sequence[Span]) -> Counts:
    right = len(set(one) & set(two))
    return Counts(right, len(set(two)) - right, len(set(one)) - right)


def _field_values(
    matcher: Matcher, unit: Unit | None, claim: Claim | None
) -> list[tuple[tuple[str, str], str, str, tuple[float | None, float | None] | None]]:
    """Return for each field what either annotator says, as a category and, for numbers, as a number."""
    name = unit.property if unit else claim.property if claim else ""
    out: list[tuple[tuple[str, str], str, str, tuple[float | None, float | None] | None]] = []
    for field in FIELDS[name]:
        readings = unit.values.get(field.name, ()) if unit else ()
        mine, other = readings[0] if readings else None, claim.values.get(field.name) if claim else None
        one, two = _category(field, mine), _category(field, other)
        if unit and claim and matcher.same(field, unit, claim):
            two = one
        out.append(((name, field.name), one, two, (_amount(mine), _amount(other)) if field.kind in _NUMBERS else None))
    return out


def _category(field: Field, value: Json) -> str:
    if value is None:
        return NONE
    if field.kind == "phases":
        return "/".join(sorted(phases_key(value)))
    if field.kind == "steps":
        return " ".join("/".join(sorted(step)) for step in steps_key(value))
    if field.kind == "rate":
        return str(rate_key(value) or value)
    amount = number(value)
    return str(amount.normalize()) if amount is not None else json.dumps(value, sort_keys=True)


def _amount(value: Json) -> float | None:
    amount = number(value)
    return None if amount is None else float(amount)
