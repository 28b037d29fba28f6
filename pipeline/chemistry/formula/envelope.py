"""The whole of a printed formula: prefix, labels, variables, coatings and parts around its units.

In: a string; out: a ``Formula``, or a ``FormulaError`` that names the place. Method: own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.chemistry.formula.amounts import Amount, FormulaError
from pipeline.chemistry.formula.grammar import Grammar, depth_of
from pipeline.chemistry.formula.letters import CHARGE, CLOSING, ELEMENTS, GREEK, GREEK_NAMES, PHASES, SHARE, VALENCE, WORDS
from pipeline.chemistry.formula.values import Choice, Formula, Part


class Reader(Grammar):
    """Reads a whole folded text."""

    def read(self) -> Formula:
        """Read the whole text."""
        return self.formula(0, len(self.s))

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
        if start < lo and re.fullmatch(PHASES, self.s[lo:hi]):
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
                if not VALENCE.fullmatch(self.s, start, hi) and not CHARGE.fullmatch(self.s, start, hi) and start > lo:
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
                percent = SHARE.fullmatch(content)
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
        if re.fullmatch(PHASES, content):
            return content != "O2"
        if not re.search("[A-Z]", content) or re.search(r"(?<![0-9])0[0-9]", content) or content in WORDS["radical"]:
            return False
        if re.fullmatch(r"[A-Za-z0-9./+'%]+(?:[-@][A-Z0-9][A-Za-z0-9./+'%]*)+", content):
            return not re.search(r"[0-9)]-[0-9]", content)
        if re.fullmatch(r"[A-Z]{3,8}", content) or content == "B":
            return True
        if not re.fullmatch(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*[0-9]{0,3}s?", content):
            return False
        try:
            Grammar(content).unit(0, len(content))
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
        name = r"[a-z]|[A-Z][a-z]?'*|TM|RE|[\u0370-\u03ff]|" + "|".join(GREEK_NAMES)
        if len(pieces) == 3 and re.fullmatch(name, pieces[1]) and "=" not in signs:
            ends = [_fraction(pieces[0]), _fraction(pieces[2])]
            low, high = ends if signs[0] in "<=≤⩽" else reversed(ends)
            if low is not None and high is not None:
                return Choice(GREEK.get(pieces[1], pieces[1]), low=low, high=high)
        if len(pieces) == 2 and re.fullmatch(name, pieces[0]):
            variable = GREEK.get(pieces[0], pieces[0])
            if signs[0] == "=":
                span = re.fullmatch(r"([0-9.]+)(?:-|to)([0-9.]+)", pieces[1])
                ends = [_fraction(v) for v in span.groups()] if span else []
                if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
                    return Choice(variable, low=ends[0], high=ends[1])
                values = [v for v in re.split(r",|;|and|or|&", pieces[1]) if v]
                read = [_fraction(v) if _fraction(v) is not None else v if v in ELEMENTS else None for v in values]
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
            if c in CLOSING:
                brackets += CLOSING[c]
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
        if SHARE.match(after):
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
        if percent := SHARE.match(self.s, lo, hi):
            share, unit = self.number_or_variable(percent["n"], lo), percent["unit"] + "%"
            lo = percent.end()
        while join and (prefix_end := self.prefix(lo, hi)):
            lo = prefix_end
        while (form := _FORM.search(self.s, lo, hi)) and form.start() > lo:
            hi = form.start()
        word = self.s[lo:hi]
        if not word:
            raise self.fail(lo, "a part is missing")
        if word in WORDS["name"] or (join and re.fullmatch(r"(?:[A-Z][a-z]?-doped)?[A-Za-z]?[a-z]{4,20}", word)):
            return Part(name=word, join=join, share=share, share_unit=unit)
        end, charge = self.charge(lo, hi)
        cuts = [k for k in range(lo, end) if self.s[k] in "·*" and self.levels[k] <= 0 and not depth_of(self.s, lo, k)]
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
            if not (m := CHARGE.fullmatch(self.s, start, hi)):
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
        if k < hi and lo < start < k and CHARGE.fullmatch(self.s, start, k):
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
        if taken and not CHARGE.fullmatch(digits[len(digits) - taken :] + m[2]):
            raise self.fail(at, "not a charge")
        self.scripts.append((hi - 1 - taken, hi, 1))
        return hi - 1 - taken, _signed(digits[len(digits) - taken :] + m[2])

    def slice(self, lo: int, hi: int) -> str:
        """Return ``s[lo:hi]`` with blanks where the source has them."""
        out = ""
        for k in range(lo, hi):
            gap = out and any(c.isspace() for c in self.text[self.spans[k - 1][1] : self.spans[k][0]])
            out += (" " if gap else "") + self.s[k]
        return out.strip("- ")


_TYPE = r"-?(?:type|phase|structured?|layered|based)"
_PREFIXES = (
    re.compile(rf"(?:{PHASES}{_TYPE})-?(?=\S)"),
    re.compile(rf"(?:[ST]/)?{PHASES}-(?=[A-Z(\[])"),
    re.compile(rf"{PHASES}(?=(?:Na|Li|K)(?![a-z-]))"),
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
_FORM = re.compile(f"(?:{'|'.join(sorted(WORDS['form'], key=len, reverse=True))})$")


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


def _fraction(printed: str) -> Fraction | None:
    if not re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9}|/[1-9][0-9]{0,5})?|\.[0-9]{1,9}", printed):
        return None
    return Fraction(printed)


def _signed(charge: str) -> Fraction:
    """``2+``, ``+2``, ``-`` and ``++`` as a number."""
    digits = charge.strip("+-")
    size = Fraction(digits) if digits else Fraction(len(charge))
    return -size if "-" in charge else size
