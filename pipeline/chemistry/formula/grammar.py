"""The grammar of one unit: items, amounts, valences (``Na2/3Ni1/3-xMgxMn2/3O2``).

In: a string; out: a ``Unit``, or a ``FormulaError`` that names the place. `envelope` reads what stands around units. Method: own.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from pipeline.chemistry.formula.amounts import Amount, Expression, FormulaError
from pipeline.chemistry.formula.letters import (
    ANIONS,
    CLOSING,
    ELEMENTS,
    GREEK,
    GREEK_NAMES,
    LONGEST,
    NUMBER,
    SHARE,
    VACANCY,
    VALENCE,
    VARIABLES,
    WORDS,
    fold,
)
from pipeline.chemistry.formula.values import Atom, Group, Item, Unit, atoms_in, is_placeholder, walk


class Grammar:
    """Reads units of one folded text; ``scripts`` collects (start, end, level) in the source for every amount and charge met."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise FormulaError(text, LONGEST, "too long for a formula")
        folded = fold(text)
        self.levels, self.spans = folded.levels, folded.spans
        self.s = re.sub(r"(?<=[A-Za-z)\]])([0-9]{1,2})\.(?=[0-9]{0,2}H2O$)", r"\1·", folded.letters)
        self.scripts: list[tuple[int, int, int]] = []

    def fail(self, i: int, reason: str) -> FormulaError:
        """Return the error for folded index ``i``."""
        return FormulaError(self.text, self.spans[i][0] if i < len(self.spans) else len(self.text), reason)

    def unit(self, lo: int, hi: int) -> Unit:
        """Read ``2H2O``, ``(1-x)LiMO2`` or ``Na2/3MnO2``."""
        amount, i = Amount(), lo
        if (
            lo < hi
            and not self.s.startswith(VACANCY, lo)
            and (self.s[lo].isdigit() or self.variable(lo, hi) or self.is_expression(lo, hi))
        ):
            amount, i = self.amount(lo, hi)
        items, end = self.items(i, hi, 0)
        if end < hi:
            raise self.fail(end, f"{self.s[end]!r} is not expected here")
        atoms = [a.symbol for a in items if isinstance(a, Atom)]
        if atoms[:1] in (["Li"], ["Na"], ["K"]) and any(s in ANIONS for s in atoms[1 : _last(atoms, atoms[0])]):
            raise self.fail(lo, "two formulas run together")
        everything = list(atoms_in(items))
        if any(is_placeholder(a.symbol) for a in everything):
            if not any(item.amount.printed for item in walk(items)) and not amount.printed:
                raise self.fail(lo, "an abbreviation, not a formula")
            for a, b in pairwise(everything):
                if a.symbol == b.symbol and is_placeholder(a.symbol) and not a.amount.printed:
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
            if self.s[i] in CLOSING:
                item, i = self.group(i, hi, depth)
            else:
                symbol, after = self.symbol(i, hi)
                if symbol == "O" and self.s[after : after + 1] == "." and after + 1 < hi:
                    raise self.fail(i, "letter O or zero")
                amount, valence, i = self.suffix(after, hi, symbol)
                if is_placeholder(symbol) and (amount.expression.value or 0) > 50:
                    raise self.fail(after, "an abbreviation, not a formula")
                item = Atom(symbol, amount, valence)
            out.append(item)
        if not out:
            raise self.fail(i, "an element is expected")
        return tuple(out), i

    def group(self, i: int, hi: int, depth: int) -> tuple[Item, int]:
        """Read a bracket: a group, or a list of elements that share a site."""
        close = next((k for k in range(i + 1, hi) if not depth_of(self.s, i, k + 1)), None)
        if close is None or self.s[close] != CLOSING[self.s[i]]:
            raise self.fail(i, "a bracket is not closed")
        content = self.s[i + 1 : close]
        if _LIST.fullmatch(content) and all(e in ELEMENTS for e in re.findall("[A-Z][a-z]?", content)):
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
            return VACANCY, i + 1
        if self.s.startswith((VACANCY, "Vac"), i) and (
            not self.s[i + 3 : i + 4].islower() or self.variable(i + 3, hi) or self.s.startswith(VACANCY, i + 3)
        ):
            return VACANCY, i + 3
        two = self.s[i : min(i + 2, hi)]
        greek = self.s.startswith(GREEK_NAMES, i + 1)
        joined = len(two) == 2 and self.levels[i] == self.levels[i + 1] and not greek
        if joined and (two in ELEMENTS or two in WORDS["placeholder"]):
            return two, i + 2
        one = self.s[i]
        if one in ELEMENTS:
            return one, i + 1
        if one in WORDS["placeholder"]:
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
        roman = _ROMAN.match(self.s, i, hi) if symbol != "(" else None
        if roman:
            valence, i = roman[1], roman.end()
        for _ in range(3):
            if i < hi and self.levels[i] > 0:
                end = i
                while end < hi and self.levels[end] > 0:
                    end += 1
                if valence or not VALENCE.fullmatch(self.s, i, end):
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
        m = _BARE_VALENCE.match(self.s, i, hi)
        if not m or symbol in ANIONS or symbol in {"(", VACANCY} or self.levels[i] < 0:
            return None
        number = NUMBER.match(self.s, m.end(), hi)
        if self.is_expression(m.end(), hi) or (
            number and (self.variable(number.end(), hi) or self.is_expression(number.end(), hi))
        ):
            return None  # 2+2x
        if m[1] and symbol in {"Li", "Na", "K"}:
            raise self.fail(i, "a sum, or a valence that this element has not")
        return m if m[1] or re.match(r"[0-9.]|$", self.s[m.end() : hi]) else None

    def starts_number(self, i: int, hi: int) -> bool:
        """Tell whether a number begins at ``i``."""
        return bool(NUMBER.match(self.s, i, hi))

    def variable(self, i: int, hi: int) -> tuple[str, int] | None:
        """Read a variable at ``i``: (name, index after it). A letter that begins a word is none."""
        if i >= hi or self.levels[i] > 0:
            return None
        if self.s[i] in GREEK:
            return GREEK[self.s[i]], i + 1
        for name in GREEK_NAMES:
            if self.s.startswith(name, i) and i + len(name) <= hi:
                return name, i + len(name)
        if self.s[i] not in VARIABLES or self.s.startswith(VACANCY, i):
            return None
        follows = self.s[i + 1 : min(i + 2, hi)]
        word = follows.isascii() and follows.islower() and not self.s.startswith(VACANCY, i + 1)
        return None if word else (self.s[i], i + 1)

    def is_expression(self, i: int, hi: int) -> bool:
        """Tell whether a bracket at ``i`` holds an amount, as in ``Ni(1-x)/2``."""
        m = _EXPRESSION.match(self.s, i, hi)
        return bool(m) and VACANCY not in m[0] if m else False

    def amount(self, i: int, hi: int) -> tuple[Amount, int]:
        """Read an amount: ``2/3``, ``0.66-x``, ``(1-x)/2``, ``7±δ``."""
        stop = next((k for k in range(i, hi) if self.levels[k] > 0), hi)
        expression, end = self.sum(i, stop, 0)
        lost = _PRODUCT.match(self.s, i, end)
        if lost and not _DIFFERENCE.search(self.s):
            raise self.fail(i, "a product, or a lost minus sign")
        printed = self.s[i:end]
        for letter, name in GREEK.items():
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
            if self.s[i] in "+-" and SHARE.match(self.s, after, hi):
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
        m = NUMBER.match(self.s, i, hi)
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
        m = _DIVISOR.match(self.s, i, hi)
        if not m or SHARE.match(self.s, i + 1, hi):
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


_ROMAN = re.compile(r"\((II|III|IV|VI|VII)\)(?![0-9])")
_BARE_VALENCE = re.compile(r"([1-8](?:\.[0-9]{1,2})?)?[+](?:/[1-8][+])*(?=[0-9.A-Z(\[)\]]|$)")
_EXPRESSION = re.compile(r"\((?:[^()A-Z\[\]□]|\([^()A-Z\[\]□]*\))*\)")
_PRODUCT = re.compile(rf"[0-9./]+(?:[a-z]|{'|'.join(GREEK)})")
_DIFFERENCE = re.compile(rf"-[0-9./]*(?:[a-z({''.join(GREEK)}])")
_DIVISOR = re.compile(r"/([0-9]{1,4})(?![0-9])(?!\.[0-9])")
_SIGNS = "+-±"
_LIST = re.compile(r"[A-Z][a-z]?(?:[,/&][A-Z][a-z]?)+(?:,?(?:etc\.?|\.\.\.|…))?")


def _last(symbols: list[str], symbol: str) -> int:
    return len(symbols) - 1 - symbols[::-1].index(symbol)


def depth_of(s: str, lo: int, k: int) -> int:
    """Return how many brackets are open at ``k`` that were not at ``lo``."""
    return sum((c in "([{") - (c in ")]}") for c in s[lo:k])
