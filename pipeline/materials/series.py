"""Series: formulas with open variables, and the members that their printed values make.

In: what was read of each passage; out: `Series`. Two lists of one length run side by side, others are crossed; a name that prints
the amounts of its dopants tells its member. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

from pipeline.chemistry.designations import Binding, fits
from pipeline.chemistry.formula import Formula, FormulaError
from pipeline.materials.names import Read, Series


def find_series(read: Sequence[Read]) -> Iterable[Series]:
    """Join every list of values to the formula whose variable it settles: the nearest before it, else the next."""
    generals = [(r.number, f.start, f.formula) for r in read for f in r.formulas if f.open and set(f.open) - {"delta"}]
    for r in read:
        groups = list(_groups(r))
        for k, group in enumerate(groups):
            if k and _continues(groups[k - 1], group, r):
                continue
            names = {b.name for b in group}
            place = (r.number, group[0].start)
            fitting = [g for g in generals if names <= set(g[2].variables + g[2].placeholders)]
            before = [g for g in fitting if g[:2] <= place]
            after = [g for g in fitting if g[:2] > place]
            general = before[-1] if before else after[0] if after else None
            if general is None or _state_of_charge(r, group, general[2]):
                continue
            if before and general[0] != r.number and after and after[0][0] == r.number and after[0][1] - place[1] < 200:
                general = after[0]
            rows = []
            run = [group]
            for following in groups[k + 1 :]:
                if not _continues(run[-1], following, r):
                    break
                run.append(following)
            for values in (row for part in run for row in _assignments(part)):
                bound = _bound(general[2], values)
                if bound is not None:
                    rows.append((values, bound))
            if rows:
                yield Series(general[2], tuple(rows), r.number, group[0].start, run[-1][-1].end)


def _state_of_charge(r: Read, group: Sequence[Binding], general: Formula) -> bool:
    """Tell how much sodium is left at a point of a curve from members of a series: "the voltage jumps at x = 2/3 and 1/2"."""
    only_sodium = {e for e, v in general.amounts.items() if not isinstance(v, Fraction)} == {"Na"}
    return only_sodium and _AT.search(r.passage.text[: group[0].start]) is not None


_AT = re.compile(
    r"\b(?:at|near|around|until|beyond|towards?|reach(?:es|ed)?|(?:jumps?|plateaus?|steps?|peaks?)\s(?:at|for|near))\s(?:about\s|~\s?)?$"
)


def _continues(one: Sequence[Binding], two: Sequence[Binding], r: Read) -> bool:
    """Tell members that are given one after the other: ``x = 0, y = 0; x = 0.01, y = 0; x = 0.01, y = 0.1``."""
    single = all(len(b.values) == 1 for b in (*one, *two))
    gap = r.passage.text[one[-1].end : two[0].start]
    return single and {b.name for b in one} == {b.name for b in two} and bool(re.fullmatch(r"\)?\s*[;,]?\s*(?:and\s)?\(?", gap))


def _groups(r: Read) -> Iterable[list[Binding]]:
    """Join values of several variables that stand side by side: ``x = 1, 0.9 and y = 0, 0.1``."""
    group: list[Binding] = []
    for binding in r.bindings:
        gap = r.passage.text[group[-1].end : binding.start] if group else ""
        if group and (binding.name in {b.name for b in group} or not re.fullmatch(r"\s*[,;]?\s*(?:and|with|;)?\s*", gap)):
            yield group
            group = []
        group.append(binding)
    if group:
        yield group


def _assignments(group: Sequence[Binding]) -> Iterable[Mapping[str, Fraction | str]]:
    """Return one assignment a member: lists of equal length run side by side, others are crossed."""
    lengths = {len(b.values) for b in group}
    rows = zip(*(b.values for b in group)) if len(lengths) == 1 else product(*(b.values for b in group))
    for row in list(rows)[:24]:
        yield {b.name: v for b, v in zip(group, row)}


def _bound(formula: Formula, values: Mapping[str, Fraction | str]) -> Formula | None:
    try:
        bound = formula.bind(**values)
    except (FormulaError, ValueError):
        return None
    return None if bound.variables or bound.placeholders else bound


def crossed(series: Sequence[Series]) -> list[Series]:
    """All combinations of the values that a document gives to the variables of one formula; each list of members once."""
    given: dict[Formula, dict[str, dict[Fraction | str, None]]] = {}
    once: dict[tuple[Formula, tuple[Formula, ...]], Series] = {}
    for s in series:
        values = given.setdefault(s.general, {})
        for row, _ in s.rows:
            for k, v in row.items():
                values.setdefault(k, {})[v] = None
        once.setdefault((s.general, tuple(formula for _, formula in s.rows)), s)
    out = list(once.values())
    first = {s.general: s for s in reversed(series)}
    for general, values in given.items():
        s = first[general]
        if len(values) < 2:
            continue
        full = {k: tuple(dict.fromkeys([*v, Fraction(0)])) for k, v in values.items()}
        rows = []
        for combination in list(product(*full.values()))[:36]:
            assignment = dict(zip(full, combination))
            bound = _bound(s.general, assignment)
            if bound is not None:
                rows.append((assignment, bound))
        out.append(Series(s.general, tuple(rows), s.passage, s.start, s.end))
    return out


def by_doses(token: str, series: Sequence[Series]) -> tuple[Mapping[str, Fraction | str], Formula] | None:
    """Resolve a name that prints the amounts of its dopants (``NaK0.01NMTi0.1O``): exactly one member must agree."""
    doses = {m[1]: Fraction(m[2]) for m in re.finditer(r"([A-Z][a-z]?)(0?\.\d+|1(?!\d))", token)}
    if not doses or not re.search(r"[A-Z]", token):
        return None
    rest = re.sub(r"([A-Z][a-z]?)(0?\.\d+)", "", token)
    agreeing: dict[str, tuple[Mapping[str, Fraction | str], Formula]] = {}
    for s in series:
        variable = {e for e, v in s.general.amounts.items() if not isinstance(v, Fraction)}
        dopants = {e for e in variable if len(e) == 2 or e not in {"N", "M"}}
        if not set(doses) <= dopants or not fits(token, s.general):
            continue
        pure = {e for e in variable if _vanishes(s.general, e)}
        for values, formula in s.rows:
            amounts = formula.amounts
            if all(amounts.get(e) == v for e, v in doses.items()) and not any(
                e in amounts and e not in doses and not re.search(rf"{e}(?![a-z])", rest) for e in pure
            ):
                agreeing.setdefault(formula.plain(), (values, formula))
    return next(iter(agreeing.values())) if len(agreeing) == 1 else None


def _vanishes(general: Formula, element: str) -> bool:
    """Tell an element whose amount is nothing but a variable: the dopant."""
    value = general.amounts[element]
    return not isinstance(value, Fraction) and len(value.terms) == 1 and bool(value.terms[0][0])
