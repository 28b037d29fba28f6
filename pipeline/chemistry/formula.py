"""Compositions as people print them, read exactly: ``P2-Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2}`` is Na 2/3, Ni 1/3, Mn 2/3, O 2.

In: a string, plain or with ``_{…}`` and ``^{…}``. Out: a frozen ``Formula`` of parts (core, shell, composite), each an ordered
structure whose amounts are exact (``fractions.Fraction``) or polynomials in the printed variables; or a ``FormulaError``, never
a guess. Nothing is corrected: a misprinted formula reads as it is printed. Reading is in three steps: ``_fold`` (one letter for
every dash, digit and prime; blanks gone; levels kept), the envelope of ``_Reader`` (prefix, labels, variables, parts) and its
grammar (units, items, amounts). Words and letters stand in ``formula_words.tsv`` and ``formula_letters.tsv``. Method: own.
"""

from __future__ import annotations

import csv
import html as _html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import TypeAlias

Number: TypeAlias = "Fraction | Expression"

_KEPT = 4096
"""How many readings are kept: a document prints a few hundred compositions, most of them again and again."""


def parse(text: str) -> Formula:
    """Read one composition.

    Blanks, the form of dashes, and markup kept or lost make no difference where the print is unambiguous.
    Raises FormulaError (position in ``text`` and reason) when any part of ``text`` is not understood.
    """
    return _parse(text)


@lru_cache(maxsize=_KEPT)
def _parse(text: str) -> Formula:
    formula = _Reader(text).read()
    plain = formula.plain()
    try:
        stable = plain == text or _Reader(plain).read() == formula
    except FormulaError:
        stable = False
    if not stable:
        raise FormulaError(text, 0, "reads differently once its sub- and superscripts are lost")
    return formula


def looks_like_formula(text: str) -> bool:
    """Tell a chemical formula (``NaOH``, ``Na2/3MnO2``) from a word, a label or a phase (``CNTs``, ``NMT3``, ``P2``, ``In``)."""
    return _looks_like_formula(text)


@lru_cache(maxsize=_KEPT)
def _looks_like_formula(text: str) -> bool:
    try:
        formula = parse(text)
    except FormulaError:
        return False
    formulas = [p for p in formula.parts if p.units]
    if len(formula.parts) > 1 and any(p.charge for p in formulas):
        return False  # a redox couple such as Mn3+/Mn4+
    lone = all(len(p.amounts) == 1 for p in formulas)
    if lone and len(formula.parts) > 1:  # Mn-O is a bond, Fe/Mn a ratio; Pt/C and Sb@CNTs are materials
        carbon = len(formulas) < len(formula.parts) or any(list(p.amounts) == ["C"] for p in formulas[1:])
        return carbon and all(p.join in "@/" for p in formula.parts)
    return not (lone and formula.prefix) and any(_is_compound(p) for p in formulas)


def same_composition(a: Formula | str, b: Formula | str, *, rounding: bool = False) -> bool:
    """Tell whether two formulas have the same parts with numerically equal amounts.

    With ``rounding`` a number printed with two or more decimals stands for every number that rounds to it
    (Ni0.33 = Ni1/3, Na0.67 = Na2/3); fractions, integers and one-decimal numbers stay exact. Strings may raise FormulaError.
    """
    one, two = (parse(f) if isinstance(f, str) else f for f in (a, b))
    if len(one.parts) != len(two.parts):
        return False
    for p, q in zip(one.parts, two.parts):
        if (p.name, p.charge) != (q.name, q.charge):
            return False
        left, right = _with_tolerance(p), _with_tolerance(q)
        if set(left) != set(right):
            return False
        for symbol, (value, slack) in left.items():
            other, more = right[symbol]
            gap = value + other * Expression.of(-1)
            if gap.value is None or (abs(gap.value) >= slack + more if rounding and gap.value else gap.value != 0):
                return False
    return True


def html(text: str) -> str:
    """Return ``text`` as HTML with real ``<sub>`` and ``<sup>``; markup is obeyed, else formulas in the string are found."""
    return "".join(
        {0: "{}", -1: "<sub>{}</sub>", 1: "<sup>{}</sup>"}[k].format(_html.escape(t, quote=False)) for t, k in _levels(text)
    )


def latex(text: str) -> str:
    """Return ``text`` as LaTeX with real sub- and superscripts; special characters are escaped, signs are in math mode."""
    shapes = {0: "{}", -1: "$_{{\\mathrm{{{}}}}}$", 1: "$^{{\\mathrm{{{}}}}}$"}
    return "".join(shapes[k].format("".join((_LATEX_MATH if k else _LATEX).get(c, c) for c in t)) for t, k in _levels(text))


class FormulaError(ValueError):
    """``text`` is not a formula that we understand: at ``position`` (index into ``text``), because of ``reason``."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        super().__init__(f"{reason} (at {position} of {text[:120]!r})")
        self.text, self.position, self.reason = text, position, reason


@dataclass(frozen=True, slots=True)
class Expression:
    """A polynomial with exact coefficients: ``terms`` are (variables, coefficient), sorted, none of them zero."""

    terms: tuple[tuple[tuple[str, ...], Fraction], ...] = ()

    @classmethod
    def of(cls, value: int | Fraction | str) -> Expression:
        """Return a constant, or a variable when ``value`` is its name."""
        return cls((((value,), Fraction(1)),)) if isinstance(value, str) else cls((((), Fraction(value)),) if value else ())

    @property
    def value(self) -> Fraction | None:
        """The number, or None while variables are left."""
        if any(names for names, _ in self.terms):
            return None
        return self.terms[0][1] if len(self.terms) == 1 else sum((c for _, c in self.terms), Fraction(0))

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables in it, sorted."""
        return tuple(sorted({name for names, _ in self.terms for name in names}))

    def number(self) -> Number:
        """Return the Fraction where it is one, else the expression itself."""
        return self if self.value is None else self.value

    def bind(self, values: Mapping[str, Fraction]) -> Expression:
        """Put numbers in the place of variables."""
        total = Expression()
        for names, coefficient in self.terms:
            term = Expression.of(coefficient)
            for name in names:
                term = term * Expression.of(values.get(name, name))
            total = total + term
        return total

    def __add__(self, other: Expression) -> Expression:
        return _collect([*self.terms, *other.terms])

    def __mul__(self, other: Expression) -> Expression:
        return _collect([(tuple(sorted(a + b)), p * q) for a, p in self.terms for b, q in other.terms])

    def __str__(self) -> str:
        return " + ".join("·".join([str(c), *names]) for names, c in self.terms) or "0"


_ONE = Expression.of(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as printed (plain ASCII, δ is ``delta``) and what it means; nothing printed means one."""

    printed: str = ""
    expression: Expression = _ONE


@dataclass(frozen=True, slots=True)
class Atom:
    """An element, a placeholder (M, TM, ``(Ni,Mn)``) or a vacancy (``vac``) with its amount; ``valence`` is only a note."""

    symbol: str
    amount: Amount = Amount()
    valence: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Items in brackets (``bracket`` is the opening one) with a common amount."""

    items: tuple[Item, ...]
    amount: Amount = Amount()
    bracket: str = "("
    valence: str = field(default="", compare=False)


Item: TypeAlias = "Atom | Group"


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands between middle dots: ``0.5Li2MnO3`` or ``2H2O``; ``amount`` is its coefficient."""

    items: tuple[Item, ...]
    amount: Amount = Amount()


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a composite: its units, or a ``name`` that is no formula (rGO); how it is joined to the one before.

    ``share`` and ``share_unit`` are its amount in the composite (5.2, ``mol%``); ``join`` is ``@ / + - :`` or empty.
    """

    units: tuple[Unit, ...] = ()
    name: str = ""
    join: str = ""
    share: Amount | None = None
    share_unit: str = ""
    charge: Fraction = Fraction(0)

    @property
    def amounts(self) -> dict[str, Number]:
        """Element or placeholder → amount, in printed order."""
        return {symbol: value.number() for symbol, (value, _) in _with_tolerance(self).items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a text says of a variable or placeholder: its values (``x = 0, 0.11``; ``M = Fe, Co``), or a range (low, high)."""

    name: str
    values: tuple[Fraction | str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A composition as printed: ``parts`` is the core first, then shells and partners.

    ``prefix`` (``P2``, ``LS``, ``O3-type``), ``label`` (a name in brackets after the formula) and ``choices`` are what else
    was printed; formulas that differ only there are equal.
    """

    parts: tuple[Part, ...]
    prefix: str = field(default="", compare=False)
    label: str = field(default="", compare=False)
    choices: tuple[Choice, ...] = field(default=(), compare=False)

    @property
    def core(self) -> Part:
        """The first part that is a formula."""
        return next(p for p in self.parts if p.units)

    @property
    def amounts(self) -> dict[str, Number]:
        """Amounts of the core: element or placeholder → Fraction, or Expression while variables are left."""
        return self.core.amounts

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables of all parts, sorted (``delta``, ``x``)."""
        found = {v for amount in self._amounts() for v in amount.expression.variables}
        return tuple(sorted(found))

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Symbols that stand for elements: ``M``, ``TM``, ``(Ni,Mn)``."""
        return tuple(
            dict.fromkeys(a.symbol for p in self.parts for u in p.units for a in _atoms(u.items) if _is_placeholder(a.symbol))
        )

    def bind(self, **values: Fraction | int | str) -> Formula:
        """Resolve variables (``x=Fraction(1, 3)``) and placeholders (``M="Fe"``); what becomes zero is left out.

        Raises FormulaError when an amount becomes negative or nothing is left.
        """
        numbers = {_GREEK.get(k, k): Fraction(v) for k, v in values.items() if not isinstance(v, str)}
        symbols = {k: v for k, v in values.items() if isinstance(v, str)}
        parts = tuple(
            replace(
                part,
                units=tuple(
                    Unit(_bind_items(u.items, numbers, symbols), amount)
                    for u in part.units
                    if (amount := _bind_amount(u.amount, numbers)).expression.terms
                ),
                share=part.share and _bind_amount(part.share, numbers),
            )
            for part in self.parts
        )
        kept = tuple(p for p in parts if p.name or any(u.items for u in p.units))
        if not any(p.units for p in kept):
            raise FormulaError(self.plain(), 0, "nothing is left")
        return replace(self, parts=(replace(kept[0], join=""), *kept[1:]))

    def plain(self, *, shares: bool = True) -> str:
        """Return plain ASCII as printed, without prefix, label and valences: ``CORE@5.2 mol% SHELL``.

        Without ``shares`` it is ``CORE@SHELL``.
        """
        return "".join(p.join + _print_part(p if shares else replace(p, share=None)) for p in self.parts)

    def _amounts(self) -> Iterator[Amount]:
        for part in self.parts:
            if part.share:
                yield part.share
            for unit in part.units:
                yield unit.amount
                yield from (item.amount for item in _walk(unit.items))


# --- letters

_ELEMENTS = frozenset(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr
    Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir
    Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu
    """.split()  # noqa: SIM905
)
_ANIONS = frozenset({"O", "F", "Cl", "Br", "I", "S", "Se", "Te", "N"})
_VACANCY = "vac"
_LONGEST = 600
_GREEK = {"δ": "delta", "∂": "delta", "ε": "epsilon", "ϵ": "epsilon", "α": "alpha", "β": "beta", "γ": "gamma", "σ": "sigma"}
_GREEK_NAMES = ("delta", "epsilon", "alpha", "beta", "gamma", "sigma")
_VARIABLES = frozenset("abcdmnpqtuvwxyz")
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")


def _table(name: str) -> list[dict[str, str]]:
    """Read a table beside this file; ``U+00AD`` stands for a letter that cannot be seen."""
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{k: chr(int(v[2:], 16)) if v.startswith("U+") else v for k, v in row.items()} for row in rows]


def _words() -> dict[str, frozenset[str]]:
    """Return the words that are not chemistry: kind → words."""
    rows = _table("formula_words.tsv")
    return {kind: frozenset(r["word"] for r in rows if r["kind"] == kind) for kind in {r["kind"] for r in rows}}


_FOLDS = {r["letter"]: r["read"] for r in _table("formula_letters.tsv") if r["read"]}
_LATEX = {r["letter"]: r["latex"] for r in _table("formula_letters.tsv") if r["latex"]}
_LATEX_MATH = {c: v.replace("$", "") if v.startswith("$") else v for c, v in _LATEX.items()} | {"–": "-", "—": "-"}
_WORDS = _words()
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?|\.[0-9]{1,9}")
_CHARGE = re.compile(r"[0-9](?:\.[0-9]{1,3})?[+-]|[+-][0-9]?(?:\.[0-9]{1,3})?|[+]{2,4}|[-]{2,4}")
_VALENCE = re.compile(
    r"(?:[0-9](?:\.[0-9]{1,3})?[+-]|[+-][0-9]?)(?:/(?:[0-9](?:\.[0-9]{1,3})?[+-]|[+-][0-9]?))*|(?:II|III|IV|VI|VII|V|I)(?:/[IV]+)?"
)
_SHARE = re.compile(r"(?P<n>[0-9]{1,9}(?:[.,][0-9]{1,9})?|[a-z])(?P<unit>(?:mol|wt|at|vol|mass|weight)?)\.?%(?:of)?")
_LIST = re.compile(r"[A-Z][a-z]?(?:[,/&][A-Z][a-z]?)+(?:,?(?:etc\.?|\.\.\.|…))?")
_PHASE = r"(?:OPP|OP|O|P|T)'{0,3}[1-9]'{0,3}"
_PHASES = rf"{_PHASE}(?:[/+@&-](?:{_PHASE}|[ST](?![a-z])|spinel|tunnel))*"
_TYPE = r"-?(?:type|phase|structured?|layered|based)"
_PREFIXES = (
    re.compile(rf"(?:{_PHASES}{_TYPE})-?(?=\S)"),
    re.compile(rf"(?:[ST]/)?{_PHASES}-(?=[A-Z(\[])"),
    re.compile(rf"{_PHASES}(?=(?:Na|Li|K)(?![a-z-]))"),
    re.compile(
        r"(?:[A-Z][A-Za-z0-9+,/&.]{0,24}?-)(?:co-?)?(?:doped|codoped|substituted|modified|rich|poor|deficient|free|containing|stabilized|decorated|wrapped)-?"
    ),
    re.compile(
        r"(?!vac|delta|epsilon|alpha[A-Z]|beta[A-Z]|gamma[A-Z]|sigma)(?:[a-z]{3,60}|as)(?:-(?=[A-Za-z(\[])|(?=[A-Z(\[\u0370-\u03ff]))"
    ),
    re.compile(r"(?:alpha|beta|gamma|delta|epsilon|sigma)-(?=[A-Z(\[])"),
    re.compile(r"(?![A-Z][a-z]*vac)[A-Z][a-z]{3,60}(?:-(?=[A-Za-z(\[])|(?=[A-Z(\[\u0370-\u03ff]))"),
    re.compile(r"[0-9][HTR]'?-(?=[A-Z])"),
    re.compile(r"(?:[a-z\u0370-\u03ff]|[A-Z]{1,5}(?:/[A-Z]{1,5})*|[A-Z][a-z])-(?=[A-Z(\[][^@]*[A-Z])"),
)
_COATED = re.compile(r"-?coated(?:with|by)?-?")
_COMPARE = re.compile(r"<=|>=|[=≤<≥>⩽⩾]")
_STATES = frozenset({"g", "s", "l", "aq", "cr"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SIGNS = "+-±"


@dataclass(frozen=True, slots=True)
class _Folded:
    """Letters with one form each; ``levels`` −1, 0, 1; ``spans`` in the source text."""

    letters: str
    levels: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def _fold(text: str) -> _Folded:
    """Give dashes, primes, digits and fractions one form each; drop blanks; turn markup into levels."""
    out: list[tuple[str, int, tuple[int, int]]] = []
    stack: list[int] = []
    run = 0  # end of an unbraced script such as ^2-
    run_level = 0
    i = 0
    while i < len(text):
        c = text[i]
        if c in "_^" and i + 1 < len(text):
            if text[i + 1] == "{":
                stack.append(-1 if c == "_" else 1)
                i += 2
                continue
            script = re.compile(r"[0-9./]+|[a-z]" if c == "_" else r"[0-9.]*[+−-]").match(text, i + 1)
            if script:
                run, run_level = script.end(), -1 if c == "_" else 1
                i += 1
                continue
        if c == "}" and stack:
            stack.pop()
            i += 1
            continue
        level = stack[-1] if stack else run_level if i < run else 0
        if c == "." and text[i + 1 : i + 2] == "." and re.match(r"\.\.\s*[0-9]*\s*H", text[i:]):
            out.append(("·", level, (i, i + 2)))
            i += 2
            continue
        if not (c.isspace() or c in _UNSEEN):
            kind = unicodedata.decomposition(c).split(" ")[0]
            if kind in {"<sub>", "<super>"}:
                level = -1 if kind == "<sub>" else 1
            wide = unicodedata.normalize("NFKC", c) if kind in {"<sub>", "<super>", "<fraction>", "<font>", "<wide>"} else c
            for letter in "".join(_FOLDS.get(w, w) for w in wide):
                out.append((letter, level, (i, i + 1)))
        i += 1
    return _Folded("".join(o[0] for o in out), tuple(o[1] for o in out), tuple(o[2] for o in out))


class _Reader:
    """Reads one folded text; ``scripts`` collects (start, end, level) in the source for every amount and charge met."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > _LONGEST:
            raise FormulaError(text, _LONGEST, "too long for a formula")
        folded = _fold(text)
        self.levels, self.spans = folded.levels, folded.spans
        self.s = re.sub(r"(?<=[A-Za-z)\]])([0-9]{1,2})\.(?=[0-9]{0,2}H2O$)", r"\1·", folded.letters)
        self.scripts: list[tuple[int, int, int]] = []

    def fail(self, i: int, reason: str) -> FormulaError:
        """Return the error for folded index ``i``."""
        return FormulaError(self.text, self.spans[i][0] if i < len(self.spans) else len(self.text), reason)

    def slice(self, lo: int, hi: int) -> str:
        """Return ``s[lo:hi]`` with blanks where the source has them."""
        out = ""
        for k in range(lo, hi):
            gap = out and any(c.isspace() for c in self.text[self.spans[k - 1][1] : self.spans[k][0]])
            out += (" " if gap else "") + self.s[k]
        return out.strip("- ")

    def read(self) -> Formula:
        """Read the whole text."""
        return self.formula(0, len(self.s))

    # --- envelope: what stands around the parts

    def formula(self, lo: int, hi: int) -> Formula:
        """Read ``s[lo:hi]``: choices, labels, prefix, coating, parts."""
        choices, hi = self.choices(lo, hi)
        hi, label, share = self.tail(lo, hi)
        if self.s[lo : lo + 1] in {".", "·"} and self.s[lo + 1 : lo + 2].isupper():
            lo += 1  # a radical
        coated = _COATED.search(self.s, lo, hi)
        if coated and coated.end() < hi:
            shell = (
                self.shell(lo, coated.start()) if coated[0].startswith("-") or not coated[0].endswith(("with", "by")) else None
            )
            if coated[0].rstrip("-").endswith(("with", "by")):
                core, shell = self.formula(lo, coated.start()), self.shell(coated.end(), hi)
                if shell is None:
                    raise self.fail(coated.end(), "the coating is not a formula")
            else:
                core = self.formula(coated.end(), hi)
            prefix = core.prefix if shell else self.slice(lo, coated.end()) + (" " + core.prefix if core.prefix else "")
            parts = core.parts + tuple(replace(p, join=p.join or "@") for p in (shell.parts if shell else ()))
            return replace(core, parts=parts, prefix=prefix, label=label or core.label, choices=choices or core.choices)
        start = lo
        while prefix_end := self.prefix(lo, hi):
            lo = prefix_end
        if start < lo and re.fullmatch(_PHASES, self.s[lo:hi]):
            raise self.fail(start, "phase labels, not a formula")
        parts = tuple(self.part(*span) for span in self.split(lo, hi))
        if share and parts:
            parts = (*parts[:-1], replace(parts[-1], share=share[0], share_unit=share[1]))
        if not any(p.units for p in parts):
            raise self.fail(lo, "no formula here")
        return Formula(parts, self.slice(start, lo), label, choices)

    def shell(self, lo: int, hi: int) -> Formula | None:
        """Read the coating, or return None for a word such as ``carbon``."""
        try:
            return self.formula(lo, hi)
        except FormulaError:
            if re.search("[0-9]", self.s[lo:hi]):
                raise
            return None

    def prefix(self, lo: int, hi: int) -> int:
        """Return where a phase or sample prefix at ``lo`` ends, or 0."""
        for pattern in _PREFIXES:
            m = pattern.match(self.s, lo, hi)
            if m and m.end() < hi and m[0].rstrip("-") not in {"e"}:
                return m.end()
        return 0

    def tail(self, lo: int, hi: int) -> tuple[int, str, tuple[Amount, str] | None]:
        """Cut punctuation, footnote marks, states and labels off the end: (new end, label, share in brackets)."""
        label, share = "", None
        while hi > lo:
            c = self.s[hi - 1]
            if c in ".,;:'*†‡§":
                hi -= 1
                continue
            if self.levels[hi - 1] > 0:
                start = hi - 1
                while start > lo and self.levels[start - 1] > 0:
                    start -= 1
                if not _VALENCE.fullmatch(self.s, start, hi) and not _CHARGE.fullmatch(self.s, start, hi) and start > lo:
                    if not re.fullmatch(r"[0-9,-]{1,12}|[a-z](?:,[a-z])*\)?|[*†‡§']+", self.s[start:hi]):
                        raise self.fail(start, "a superscript that is neither charge nor mark")
                    hi = start
                    continue
            form = _FORM.search(self.s, lo, hi)
            if form and form.start() > lo:
                hi = form.start()
                continue
            opening = self.opening(lo, hi - 1) if c in ")]" else None
            if opening is not None and opening > lo:
                content = self.s[opening + 1 : hi - 1]
                percent = _SHARE.fullmatch(content)
                if c == "]" and re.fullmatch(r"[0-9,-]{1,12}", content):
                    hi = opening
                    continue  # a citation
                if percent and share is None:
                    share = (self.number_or_variable(percent["n"], opening + 1), percent["unit"] + "%")
                elif not (content in _STATES or self.is_label(opening, hi)):
                    break
                elif content not in _STATES:
                    label = label or self.slice(opening + 1, hi - 1)
                hi = opening
                continue
            break
        return hi, label, share

    def is_label(self, opening: int, hi: int) -> bool:
        """Tell a name in brackets, ``(NNMO)`` or ``(P2-NMO)``, from a group of the formula."""
        content = self.s[opening + 1 : hi - 1]
        if re.fullmatch(_PHASES, content):
            return content != "O2"
        if not re.search("[A-Z]", content) or re.search(r"(?<![0-9])0[0-9]", content) or content in _WORDS["radical"]:
            return False
        if re.fullmatch(r"[A-Za-z0-9./+'%]+(?:[-@][A-Z0-9][A-Za-z0-9./+'%]*)+", content):
            return not re.search(r"[0-9)]-[0-9]", content)
        if re.fullmatch(r"[A-Z]{3,8}", content) or content == "B":
            return True
        if not re.fullmatch(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*[0-9]{0,3}s?", content):
            return False
        try:
            _Reader(content).unit(0, len(content))
        except FormulaError:
            return True
        return False

    def opening(self, lo: int, closing: int) -> int | None:
        """Return the bracket that the one at ``closing`` closes."""
        depth = 0
        for i in range(closing, lo - 1, -1):
            depth += (self.s[i] in ")]}") - (self.s[i] in "([{")
            if not depth:
                return i
        return None

    def choices(self, lo: int, hi: int) -> tuple[tuple[Choice, ...], int]:
        """Read ``(x = 0, 0.11; M = Fe, Co)`` or ``, 0 ≤ x ≤ 0.3`` at the end: choices and where the formula ends."""
        first = _COMPARE.search(self.s, lo, hi)
        if not first:
            return (), hi
        end = hi
        while end > lo and self.s[end - 1] in ".,;:":
            end -= 1
        if self.s[end - 1] == ")" and (opening := self.opening(lo, end - 1)) is not None and opening < first.start():
            start, clause = opening, self.s[opening + 1 : end - 1]
        else:
            keyword = list(re.finditer(r"(?:[,;]|with|where|for|when)+", self.s[lo : first.start()]))
            if not keyword:
                raise self.fail(first.start(), "a comparison inside a formula")
            start, clause = lo + keyword[-1].start(), self.s[lo + keyword[-1].end() : end]
        return tuple(self.choice(c, start) for c in _clauses(clause)), start

    def choice(self, clause: str, at: int) -> Choice:
        """Read one of them."""
        pieces = [p.strip("()") for p in _COMPARE.split(clause)]
        signs = [m[0] for m in _COMPARE.finditer(clause)]
        name = r"[a-z]|[A-Z][a-z]?'*|TM|RE|[\u0370-\u03ff]|" + "|".join(_GREEK_NAMES)
        if len(pieces) == 3 and re.fullmatch(name, pieces[1]) and "=" not in signs:
            ends = [_fraction(pieces[0]), _fraction(pieces[2])]
            low, high = ends if signs[0] in "<=≤⩽" else reversed(ends)
            if low is not None and high is not None:
                return Choice(_GREEK.get(pieces[1], pieces[1]), low=low, high=high)
        if len(pieces) == 2 and re.fullmatch(name, pieces[0]):
            variable = _GREEK.get(pieces[0], pieces[0])
            if signs[0] == "=":
                span = re.fullmatch(r"([0-9.]+)(?:-|to)([0-9.]+)", pieces[1])
                ends = [_fraction(v) for v in span.groups()] if span else []
                if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
                    return Choice(variable, low=ends[0], high=ends[1])
                values = [v for v in re.split(r",|;|and|or|&", pieces[1]) if v]
                read = [_fraction(v) if _fraction(v) is not None else v if v in _ELEMENTS else None for v in values]
                if read and None not in read:
                    return Choice(variable, tuple(v for v in read if v is not None))
            elif (bound := _fraction(pieces[1])) is not None:
                return Choice(variable, high=bound) if signs[0] in ("<", "<=", "≤", "⩽") else Choice(variable, low=bound)
        raise self.fail(at, "values of a variable that are not understood")

    def split(self, lo: int, hi: int) -> list[tuple[str, int, int]]:
        """Cut at ``@ / + - :`` outside brackets: (join, start, end) of each part."""
        out: list[tuple[str, int, int]] = []
        join, start, brackets = "", lo, ""
        activators = False
        for i in range(lo, hi):
            c = self.s[i]
            if c in _CLOSING:
                brackets += _CLOSING[c]
            elif c in ")]}":
                if not brackets or brackets[-1] != c:
                    raise self.fail(i, f"{c!r} closes nothing")
                brackets = brackets[:-1]
            elif not brackets and self.levels[i] <= 0 and ((c == "," and activators) or self.joins(i, lo, hi, start)):
                out.append((join, start, i))
                activators = activators or c == ":"
                join, start = ":" if c == "," else c, i + 1
        if brackets:
            raise self.fail(hi, f"{brackets[-1]!r} is missing")
        return [*out, (join, start, hi)]

    def joins(self, i: int, lo: int, hi: int, start: int) -> bool:
        """Tell whether the sign at ``i`` joins two parts (and is not a fraction, a valence, a difference)."""
        c, after, before = self.s[i], self.s[i + 1 : hi], self.s[start:i]
        if c not in "@/:+-" or not after:
            return False
        if c in "@:":
            return True
        if _SHARE.match(after):
            return True
        if c == "/":
            return not after[0].isdigit()
        solution = re.match(r"(?:[0-9.]+|[a-z]|\([^()A-Z]+\))[A-Z(\[]", after)
        capital = after[0].isupper() or after[0] in "[□"
        if c == "-":
            first = re.match(r"(?:[0-9.]+|[a-z]|\([^()A-Z]+\))(?=[A-Z(\[])", self.s[lo:hi])
            balanced = not after[0].islower() or (
                first and first[0] == f"(1-{after[0]})" and re.search(r"(?:O|F|S)[0-9]$", before)
            )
            return bool(before) and bool(capital or (solution and first and balanced and before[-1] not in "(["))
        anion = re.search(r"(?:[OFSNIBP]|Cl|Br|Se|Te|[)\]])[0-9./]*$|[A-Z][a-z]?$", before)
        return bool(anion) and (capital or bool(solution and after[0].isdigit() and not before[-1].isalpha()))

    # --- one part

    def part(self, join: str, lo: int, hi: int) -> Part:
        """Read one component with its share."""
        share, unit = None, ""
        if percent := _SHARE.match(self.s, lo, hi):
            share, unit = self.number_or_variable(percent["n"], lo), percent["unit"] + "%"
            lo = percent.end()
        while join and (prefix_end := self.prefix(lo, hi)):
            lo = prefix_end
        while (form := _FORM.search(self.s, lo, hi)) and form.start() > lo:
            hi = form.start()
        word = self.s[lo:hi]
        if not word:
            raise self.fail(lo, "a part is missing")
        if word in _WORDS["name"] or (join and re.fullmatch(r"(?:[A-Z][a-z]?-doped)?[A-Za-z]?[a-z]{4,20}", word)):
            return Part(name=word, join=join, share=share, share_unit=unit)
        end, charge = self.charge(lo, hi)
        cuts = [k for k in range(lo, end) if self.s[k] in "·*" and self.levels[k] <= 0 and not _depth(self.s, lo, k)]
        bounds = [lo - 1, *cuts, end]
        units = tuple(self.unit(a + 1, b) for a, b in pairwise(bounds))
        if join == "-" and charge:
            raise self.fail(lo, "an ion joined by a dash")
        return Part(units, "", join, share, unit, charge)

    def charge(self, lo: int, hi: int) -> tuple[int, Fraction]:
        """Take the net charge off the end of a part: (new end, charge)."""
        start = hi
        while start > lo and self.levels[start - 1] > 0:
            start -= 1
        if lo < start < hi:
            if not (m := _CHARGE.fullmatch(self.s, start, hi)):
                return hi, Fraction(0)
            others = any(level > 0 for level in self.levels[lo:start])
            single = re.fullmatch(r"[A-Z][a-z]?", self.s[lo:start])
            if others and not single and self.s[start - 1] not in ")]":
                return hi, Fraction(0)  # the last of several valences
            self.scripts.append((start, hi, 1))
            return start, _signed(m[0])
        # stacked the other way round, SO^{2-}_{4}
        k = hi
        while k > lo and self.levels[k - 1] < 0:
            k -= 1
        start = k
        while start > lo and self.levels[start - 1] > 0:
            start -= 1
        if k < hi and lo < start < k and _CHARGE.fullmatch(self.s, start, k):
            return hi, Fraction(0)  # read as a valence: which of the two it is cannot be told
        m = re.search(r"([0-9.]*)([+-])$|([+-][1-9])$", self.s[lo:hi])
        if not m:
            return hi, Fraction(0)
        at = lo + m.start()
        if self.levels[hi - 1] < 0:
            raise self.fail(hi - 1, "a dangling sign")
        if at == lo:
            raise self.fail(lo, "a charge without an atom")
        if m[3]:
            self.scripts.append((at, hi, 1))
            return at, _signed(m[3])
        while self.s[at - 1] in "'*" and at - 1 > lo and not m[1]:
            at -= 1
        body, digits = self.s[lo:at], m[1]
        if at < lo + m.start():
            return at, _signed(m[2])
        whole = body.endswith("]") and self.opening(lo, at - 1) == lo
        taken = len(digits) if re.fullmatch(r"(?:[0-9.]+|[a-z])?[A-Z][a-z]?", body) and (len(digits) == 1 or "." in digits) else 0
        if (whole and len(digits) == 1) or (not taken and len(digits) == 2 and digits.isdigit()):
            taken = 1
        elif not taken and len(digits) > 2:
            raise self.fail(at, "amount and charge run together")
        if re.search("[./]", body) and not taken:
            raise self.fail(at, "a dangling sign")
        if taken and not _CHARGE.fullmatch(digits[len(digits) - taken :] + m[2]):
            raise self.fail(at, "not a charge")
        self.scripts.append((hi - 1 - taken, hi, 1))
        return hi - 1 - taken, _signed(digits[len(digits) - taken :] + m[2])

    def unit(self, lo: int, hi: int) -> Unit:
        """Read ``2H2O``, ``(1-x)LiMO2`` or ``Na2/3MnO2``."""
        amount, i = Amount(), lo
        if (
            lo < hi
            and not self.s.startswith(_VACANCY, lo)
            and (self.s[lo].isdigit() or self.variable(lo, hi) or self.is_expression(lo, hi))
        ):
            amount, i = self.amount(lo, hi)
        items, end = self.items(i, hi, 0)
        if end < hi:
            raise self.fail(end, f"{self.s[end]!r} is not expected here")
        atoms = [a.symbol for a in items if isinstance(a, Atom)]
        if atoms[:1] in (["Li"], ["Na"], ["K"]) and any(s in _ANIONS for s in atoms[1 : _last(atoms, atoms[0])]):
            raise self.fail(lo, "two formulas run together")
        everything = list(_atoms(items))
        if any(_is_placeholder(a.symbol) for a in everything):
            if not any(item.amount.printed for item in _walk(items)) and not amount.printed:
                raise self.fail(lo, "an abbreviation, not a formula")
            for a, b in pairwise(everything):
                if a.symbol == b.symbol and _is_placeholder(a.symbol) and not a.amount.printed:
                    raise self.fail(lo, "an abbreviation, not a formula")
                if {a.symbol, b.symbol} == {"N", "M"} and not (a.amount.printed or (a.symbol == "N" and b.amount.printed)):
                    raise self.fail(lo, "an abbreviation, not a formula")
        return Unit(items, amount)

    def items(self, i: int, hi: int, depth: int) -> tuple[tuple[Item, ...], int]:
        """Read atoms and groups up to a closing bracket or ``hi``; returns them and where they end."""
        if depth > 12:
            raise self.fail(i, "too many brackets")
        out: list[Item] = []
        while i < hi and self.s[i] not in ")]}":
            if self.levels[i] > 0:
                raise self.fail(i, "a superscript that belongs to nothing")
            if self.s[i] in _CLOSING:
                item, i = self.group(i, hi, depth)
            else:
                symbol, after = self.symbol(i, hi)
                if symbol == "O" and self.s[after : after + 1] == "." and after + 1 < hi:
                    raise self.fail(i, "letter O or zero")
                amount, valence, i = self.suffix(after, hi, symbol)
                if _is_placeholder(symbol) and (amount.expression.value or 0) > 50:
                    raise self.fail(after, "an abbreviation, not a formula")
                item = Atom(symbol, amount, valence)
            out.append(item)
        if not out:
            raise self.fail(i, "an element is expected")
        return tuple(out), i

    def group(self, i: int, hi: int, depth: int) -> tuple[Item, int]:
        """Read a bracket: a group, or a list of elements that share a site."""
        close = next((k for k in range(i + 1, hi) if not _depth(self.s, i, k + 1)), None)
        if close is None or self.s[close] != _CLOSING[self.s[i]]:
            raise self.fail(i, "a bracket is not closed")
        content = self.s[i + 1 : close]
        if _LIST.fullmatch(content) and all(e in _ELEMENTS for e in re.findall("[A-Z][a-z]?", content)):
            amount, valence, end = self.suffix(close + 1, hi, "(")
            return Atom("(" + ",".join(re.findall("[A-Z][a-z]?", content)) + ")", amount, valence), end
        items, end = self.items(i + 1, close, depth + 1)
        if end != close:
            raise self.fail(end, "brackets do not match")
        amount, valence, end = self.suffix(close + 1, hi, "(")
        return Group(items, amount, self.s[i], valence), end

    def symbol(self, i: int, hi: int) -> tuple[str, int]:
        """Read an element, a placeholder or a vacancy: (symbol, index after it)."""
        if self.s[i] == "□":
            return _VACANCY, i + 1
        if self.s.startswith((_VACANCY, "Vac"), i) and (
            not self.s[i + 3 : i + 4].islower() or self.variable(i + 3, hi) or self.s.startswith(_VACANCY, i + 3)
        ):
            return _VACANCY, i + 3
        two = self.s[i : min(i + 2, hi)]
        greek = self.s.startswith(_GREEK_NAMES, i + 1)
        joined = len(two) == 2 and self.levels[i] == self.levels[i + 1] and not greek
        if joined and (two in _ELEMENTS or two in _WORDS["placeholder"]):
            return two, i + 2
        one = self.s[i]
        if one in _ELEMENTS:
            return one, i + 1
        if one in _WORDS["placeholder"]:
            end = i + 1
            while end < hi and self.s[end] == "'":
                end += 1
            return self.s[i:end], end
        if one == "T" and self.s[i + 1 : i + 2] in {"x", "z"} and self.variable(i + 1, hi):
            return one, i + 1  # surface groups of an MXene
        raise self.fail(i, f"{two if two[1:].islower() else one!r} is not an element")

    # --- amounts and valences

    def suffix(self, i: int, hi: int, symbol: str) -> tuple[Amount, str, int]:
        """Read what follows an atom or a bracket: amount and valence in either order."""
        amount, valence = Amount(), ""
        roman = re.compile(r"\((II|III|IV|VI|VII)\)(?![0-9])").match(self.s, i, hi) if symbol != "(" else None
        if roman:
            valence, i = roman[1], roman.end()
        for _ in range(3):
            if i < hi and self.levels[i] > 0:
                end = i
                while end < hi and self.levels[end] > 0:
                    end += 1
                if valence or not _VALENCE.fullmatch(self.s, i, end):
                    raise self.fail(i, "a superscript that is no valence")
                valence = self.s[i:end]
                self.scripts.append((i, end, 1))
                i = end
            elif i < hi and not valence and (m := self.bare_valence(i, hi, symbol)):
                valence = m[0]
                self.scripts.append((i, m.end(), 1))
                i = m.end()
            elif (
                i < hi and not amount.printed and (self.starts_number(i, hi) or self.variable(i, hi) or self.is_expression(i, hi))
            ):
                start = i
                amount, i = self.amount(i, hi)
                self.scripts.append((start, i, -1))
        return amount, valence, i

    def bare_valence(self, i: int, hi: int, symbol: str) -> re.Match[str] | None:
        """Match a valence whose superscript was lost: ``Mn3+0.5``, ``Na+0.67``, ``Mn3+/4+O2``."""
        m = re.compile(r"([1-8](?:\.[0-9]{1,2})?)?[+](?:/[1-8][+])*(?=[0-9.A-Z(\[)\]]|$)").match(self.s, i, hi)
        if not m or symbol in _ANIONS or symbol in {"(", _VACANCY} or self.levels[i] < 0:
            return None
        number = _NUMBER.match(self.s, m.end(), hi)
        if self.is_expression(m.end(), hi) or (
            number and (self.variable(number.end(), hi) or self.is_expression(number.end(), hi))
        ):
            return None  # 2+2x
        if m[1] and symbol in {"Li", "Na", "K"}:
            raise self.fail(i, "a sum, or a valence that this element has not")
        return m if m[1] or re.match(r"[0-9.]|$", self.s[m.end() : hi]) else None

    def starts_number(self, i: int, hi: int) -> bool:
        """Tell whether a number begins at ``i``."""
        return bool(_NUMBER.match(self.s, i, hi))

    def variable(self, i: int, hi: int) -> tuple[str, int] | None:
        """Read a variable at ``i``: (name, index after it). A letter that begins a word is none."""
        if i >= hi or self.levels[i] > 0:
            return None
        if self.s[i] in _GREEK:
            return _GREEK[self.s[i]], i + 1
        for name in _GREEK_NAMES:
            if self.s.startswith(name, i) and i + len(name) <= hi:
                return name, i + len(name)
        if self.s[i] not in _VARIABLES or self.s.startswith(_VACANCY, i):
            return None
        follows = self.s[i + 1 : min(i + 2, hi)]
        word = follows.isascii() and follows.islower() and not self.s.startswith(_VACANCY, i + 1)
        return None if word else (self.s[i], i + 1)

    def is_expression(self, i: int, hi: int) -> bool:
        """Tell whether a bracket at ``i`` holds an amount, as in ``Ni(1-x)/2``."""
        m = re.compile(r"\((?:[^()A-Z\[\]□]|\([^()A-Z\[\]□]*\))*\)").match(self.s, i, hi)
        return bool(m) and _VACANCY not in m[0] if m else False

    def amount(self, i: int, hi: int) -> tuple[Amount, int]:
        """Read an amount: ``2/3``, ``0.66-x``, ``(1-x)/2``, ``7±δ``."""
        stop = next((k for k in range(i, hi) if self.levels[k] > 0), hi)
        expression, end = self.sum(i, stop, 0)
        lost = re.compile(rf"[0-9./]+(?:[a-z]|{'|'.join(_GREEK)})").match(self.s, i, end)
        if lost and not re.search(rf"-[0-9./]*(?:[a-z({''.join(_GREEK)}])", self.s):
            raise self.fail(i, "a product, or a lost minus sign")
        printed = self.s[i:end]
        for letter, name in _GREEK.items():
            printed = printed.replace(letter, name)
        printed = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", printed).replace("±", "+-")
        printed = printed[1:-1] if re.fullmatch(r"\([a-z]+\)", printed) else printed
        return Amount(printed, expression), end

    def sum(self, i: int, hi: int, depth: int) -> tuple[Expression, int]:
        """Read terms joined by signs."""
        start = i
        total, i = self.term(i, hi, depth)
        while i < hi and self.s[i] in _SIGNS and self.levels[i] <= 0:
            after = i + (2 if self.s.startswith("+-", i) else 1)
            if not (self.starts_number(after, hi) or self.variable(after, hi) or self.is_expression(after, hi)):
                break
            if self.s[i] in "+-" and _SHARE.match(self.s, after, hi):
                break
            term, end = self.term(after, hi, depth)
            if total.value is not None and term.value is not None:
                raise self.fail(start, "a sum of plain numbers, or a lost superscript")
            total = total + (term * Expression.of(-1) if self.s[i:after] == "-" else term)
            i = end
        return total, i

    def term(self, i: int, hi: int, depth: int) -> tuple[Expression, int]:
        """Read ``2/3``, ``0.5x``, ``x/2``, ``2(1-x)/3``."""
        value, start = Expression.of(1), i
        m = _NUMBER.match(self.s, i, hi)
        if m:
            if self.s[m.end() : m.end() + 2].strip("0123456789") == "." and m.end() + 1 < hi and "." in m[0]:
                raise self.fail(m.end(), "two decimal points")
            if re.match("[0-9]", self.s[m.end() : hi]):
                raise self.fail(i, "too many digits")
            if re.match("0[0-9]", m[0]):
                raise self.fail(i, "letter O or zero")
            value, i = Expression.of(Fraction(m[0].replace(",", "."))), m.end()
            value, i = self.divided(value, i, hi, "." in m[0] or "," in m[0])
        if variable := self.variable(i, hi):
            value, i = self.divided(value * Expression.of(variable[0]), variable[1], hi, False)
        elif i < hi and self.is_expression(i, hi) and depth < 4 and not (m and depth == 0 and self.is_roman(i)):
            inner, end = self.sum(i + 1, hi, depth + 1)
            if self.s[end : end + 1] != ")":
                raise self.fail(end, "an amount in brackets that is not understood")
            value, i = self.divided(value * inner, end + 1, hi, False)
        if i == start:
            raise self.fail(i, "an amount is expected")
        return value, i

    def is_roman(self, i: int) -> bool:
        """Tell a valence in brackets; kept apart because brackets also hold amounts."""
        return self.s.startswith(("(I", "(V"), i)

    def divided(self, value: Expression, i: int, hi: int, decimal: bool) -> tuple[Expression, int]:
        """Read ``/3`` after a value."""
        m = re.compile(r"/([0-9]{1,4})(?![0-9])(?!\.[0-9])").match(self.s, i, hi)
        if not m or _SHARE.match(self.s, i + 1, hi):
            return value, i
        if decimal or int(m[1]) == 0:
            raise self.fail(i, "not a fraction")
        return value * Expression.of(Fraction(1, int(m[1]))), m.end()

    def number_or_variable(self, printed: str, at: int) -> Amount:
        """Return the share of a component."""
        if printed.isalpha():
            return Amount(printed, Expression.of(printed))
        ascii_form = printed.replace(",", ".")
        if not ascii_form.isascii():
            raise self.fail(at, "not a number")
        return Amount(ascii_form, Expression.of(Fraction(ascii_form)))


_FORM = re.compile(f"(?:{'|'.join(sorted(_WORDS['form'], key=len, reverse=True))})$")


# --- helpers of the values


def _collect(terms: list[tuple[tuple[str, ...], Fraction]]) -> Expression:
    total: dict[tuple[str, ...], Fraction] = {}
    for names, c in terms:
        total[names] = total.get(names, Fraction(0)) + c
    return Expression(tuple(sorted((n, c) for n, c in total.items() if c)))


def _walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from _walk(item.items)


def _atoms(items: tuple[Item, ...]) -> Iterator[Atom]:
    return (item for item in _walk(items) if isinstance(item, Atom))


def _is_placeholder(symbol: str) -> bool:
    return symbol not in _ELEMENTS and symbol != _VACANCY


def _last(symbols: list[str], symbol: str) -> int:
    return len(symbols) - 1 - symbols[::-1].index(symbol)


def _depth(s: str, lo: int, k: int) -> int:
    return sum((c in "([{") - (c in ")]}") for c in s[lo:k])


def _signed(charge: str) -> Fraction:
    """``2+``, ``+2``, ``-`` and ``++`` as a number."""
    digits = charge.strip("+-")
    size = Fraction(digits) if digits else Fraction(len(charge))
    return -size if "-" in charge else size


def _fraction(printed: str) -> Fraction | None:
    if not re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9}|/[1-9][0-9]{0,5})?|\.[0-9]{1,9}", printed):
        return None
    return Fraction(printed)


def _clauses(clause: str) -> list[str]:
    """Cut ``x=0,0.1;y=0.2,M=Fe,Co`` before every name that has a comparison of its own."""
    pieces = [p for p in re.split(r"[,;]|and", clause) if p]
    out: list[str] = []
    for piece in pieces:
        if _COMPARE.search(piece) or not out:
            out.append(piece)
        else:
            out[-1] += "," + piece
    return out


def _tolerance(printed: str) -> Fraction:
    """Half a unit of the last place of a number with two or more decimals, else 0."""
    m = re.fullmatch(r"[0-9]*\.([0-9]{2,})", printed)
    return Fraction(1, 2 * 10 ** len(m[1])) if m else Fraction(0)


@lru_cache(maxsize=_KEPT)
def _with_tolerance(part: Part) -> dict[str, tuple[Expression, Fraction]]:
    """Element → (amount, how far rounding of the printed numbers can move it)."""
    total: dict[str, tuple[Expression, Fraction]] = {}
    none = Fraction(0)

    def add(items: tuple[Item, ...], factor: Expression, slack: Fraction) -> None:
        for item in items:
            amount = item.amount.expression
            loose = none
            if own := _tolerance(item.amount.printed):
                loose = abs(factor.value or none) * own
            if slack:
                loose += abs(amount.value or none) * slack
            product = amount if factor == _ONE else factor * amount
            if isinstance(item, Group):
                add(item.items, product, loose)
            elif item.symbol in total:
                old, before = total[item.symbol]
                total[item.symbol] = (old + product, before + loose)
            else:
                total[item.symbol] = (product, loose)

    for unit in part.units:
        add(unit.items, unit.amount.expression, _tolerance(unit.amount.printed))
    return total


def _bind_amount(amount: Amount, values: Mapping[str, Fraction]) -> Amount:
    if not set(amount.expression.variables) & set(values):
        return amount
    bound = amount.expression.bind(values)
    if (value := bound.value) is None:
        return Amount(_print_expression(bound), bound)
    if value < 0:
        raise FormulaError(amount.printed, 0, f"{amount.printed} is {value}, less than nothing")
    ratio = re.search(r"(?<![0-9.)a-z])[0-9]+/[0-9]+", amount.printed)
    printed = str(value) if ratio or not _decimal(value) else _decimal(value)
    return Amount("" if value == 1 else printed, bound)


def _decimal(value: Fraction) -> str:
    """Return the exact decimal form, or "" where there is none of six places or fewer."""
    scaled = value * 10**6
    return f"{float(value):.6f}".rstrip("0").rstrip(".") if scaled.denominator == 1 and abs(value) < 10**6 else ""


def _print_expression(expression: Expression) -> str:
    """Print what is left after some variables are bound: ``0.66-x``."""
    out = ""
    for names, c in expression.terms:
        size = abs(c)
        number = _decimal(size) or str(size)
        if len(names) > 1:
            raise FormulaError(str(expression), 0, "a product of variables cannot be printed; bind them together")
        factor = "" if names and size == 1 else number if "/" not in number or not names else f"{number}"
        out += ("-" if c < 0 else "+" if out else "") + factor + "".join(names)
    return f"({out})" if out.startswith("-") else out


def _bind_items(items: tuple[Item, ...], numbers: Mapping[str, Fraction], symbols: Mapping[str, str]) -> tuple[Item, ...]:
    out: list[Item] = []
    for item in items:
        amount = _bind_amount(item.amount, numbers)
        if not amount.expression.terms:
            continue
        if isinstance(item, Group):
            inner = _bind_items(item.items, numbers, symbols)
            if inner:
                out.append(replace(item, items=inner, amount=amount))
        else:
            symbol = symbols.get(item.symbol, item.symbol)
            if symbol != item.symbol and symbol not in _ELEMENTS:
                raise FormulaError(symbol, 0, "not an element")
            out.append(replace(item, symbol=symbol, amount=amount))
    return tuple(out)


def _print_part(part: Part) -> str:
    share = (
        f"{part.share.printed} {part.share_unit} "
        if part.share and part.share_unit != "%"
        else f"{part.share.printed}% "
        if part.share
        else ""
    )
    if part.name:
        return share + part.name
    body = "*".join(u.amount.printed + _print_items(u.items) for u in part.units)
    if not part.charge:
        return share + body
    size, sign = abs(part.charge), "+" if part.charge > 0 else "-"
    number = "" if size == 1 else _decimal(size)
    alone = len(part.units) == 1 and len(part.units[0].items) == 1 and not part.units[0].items[0].amount.printed
    return share + body + ("" if alone and isinstance(part.units[0].items[0], Atom) else "^") + number + sign


def _print_items(items: tuple[Item, ...]) -> str:
    out = ""
    for item in items:
        amount = item.amount.printed
        if isinstance(item, Group):
            out += item.bracket + _print_items(item.items) + _CLOSING[item.bracket] + amount
        else:
            misread = (
                amount[:1].islower()
                and item.symbol + amount[:1] in _ELEMENTS | _WORDS["placeholder"]
                and not amount.startswith(_GREEK_NAMES)
            )
            out += item.symbol + (f"({amount})" if misread else amount)
    return out


def _is_compound(part: Part) -> bool:
    """Tell a compound from a word that happens to be spelled with element symbols."""
    if part.name:
        return False
    text = _print_part(replace(part, share=None))
    atoms = [a for u in part.units for a in _atoms(u.items)]
    symbols = {a.symbol for a in atoms}
    if re.fullmatch(rf"{_PHASE}|S[0-9]{{1,2}}[A-I]", text) or text in _WORDS["word"]:
        return False
    if re.fullmatch("[A-Z]{2,}", text):
        return text in _WORDS["capitals"]
    if text in _ELEMENTS:
        return len(text) == 2
    if len(symbols) == 1:
        return text in _WORDS["single"]
    placeholders = {s for s in symbols if _is_placeholder(s)}
    if re.fullmatch(r"[A-Z]{2,}\.?[0-9]*", text) and (text.endswith("P1") or (placeholders and not symbols & {"O", "X"})):
        return False  # a label: SP1, NCFM111
    if atoms[-1].symbol in placeholders - {"X"} or (
        not re.search("[0-9]", text) and re.search("[A-Za-z][abcdmpqtuvw](?![a-z])", _bare(text))
    ):
        return False  # a label or a word: S12A, PubMed
    return len(part.units) > 1 or (part.units[0].amount.expression.value or 0) <= 20


def _bare(text: str) -> str:
    """Return the text with two-letter elements as ``E``, so that small letters left over are variables."""
    return re.sub("[A-Z][a-z]", lambda m: "E" if m[0] in _ELEMENTS | _WORDS["placeholder"] else m[0], text)


# --- typesetting


def _levels(text: str) -> list[tuple[str, int]]:
    """Cut ``text`` into runs of one level: (run, −1 | 0 | 1)."""
    if re.search(r"[_^]\{", text):
        marked = _marked(text)
    else:
        level = dict.fromkeys(range(len(text)), 0)
        for start, end, k in _scripts(text):
            if not any(unicodedata.decomposition(c).startswith("<su") for c in text[start:end]):
                level.update(dict.fromkeys(range(start, end), k))
        marked = [(c, level[i]) for i, c in enumerate(text)]
    return [("".join(c for c, _ in run), k) for k, run in groupby(marked, key=lambda pair: pair[1])]


def _marked(text: str) -> list[tuple[str, int]]:
    """Return every letter with the level that its markup gives."""
    out: list[tuple[str, int]] = []
    stack: list[int] = []
    i = 0
    while i < len(text):
        if text[i] in "_^" and text[i + 1 : i + 2] == "{":
            stack.append(-1 if text[i] == "_" else 1)
            i += 2
        elif text[i] == "}" and stack:
            stack.pop()
            i += 1
        else:
            out.append((text[i], stack[-1] if stack else 0))
            i += 1
    return out


_PIECES = (r".+", r"\S+", r"[^\s@;,]+", r"[^\s@;,()]+(?:\([^\s@;,()]+\)[^\s@;,()]*)*")


def _scripts(text: str, start: int = 0, level: int = 0) -> list[tuple[int, int, int]]:
    """Find amounts and charges in a plain string, whole or piece by piece: (start, end, level)."""
    found: list[tuple[int, int, int]] = []
    for m in re.finditer(_PIECES[level], text, re.DOTALL):
        reader = _Reader(m[0]) if len(m[0]) <= _LONGEST else None
        if reader and (looks_like_formula(m[0]) or _is_ion(m[0])):
            reader.read()
            found += [
                (start + m.start() + reader.spans[a][0], start + m.start() + reader.spans[b - 1][1], k)
                for a, b, k in reader.scripts
                if a < b
            ]
        elif level + 1 < len(_PIECES):
            found += _scripts(m[0], start + m.start(), level + 1)
    return found


def _is_ion(text: str) -> bool:
    """Tell ``Ni2+`` and ``Mn3+/Mn4+``, which are no materials but have superscripts."""
    try:
        parts = parse(text).parts
    except FormulaError:
        return False
    return any(p.charge > 0 for p in parts) and all(p.units for p in parts)
