"""Letters and words of formulas: one form for each, and what is no chemistry.

In: a string, and the tables ``letters.tsv`` and ``words.tsv``. Out: a ``Folded`` text with one letter for every dash, digit and
prime, its levels (sub-, superscript) and the way back; the patterns that several readers share. Method: own.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

ELEMENTS = frozenset(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr
    Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir
    Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu
    """.split()  # noqa: SIM905
)
ANIONS = frozenset({"O", "F", "Cl", "Br", "I", "S", "Se", "Te", "N"})
VACANCY = "vac"
LONGEST = 600
"""No formula is longer than this."""

GREEK = {"δ": "delta", "∂": "delta", "ε": "epsilon", "ϵ": "epsilon", "α": "alpha", "β": "beta", "γ": "gamma", "σ": "sigma"}
GREEK_NAMES = ("delta", "epsilon", "alpha", "beta", "gamma", "sigma")
VARIABLES = frozenset("abcdmnpqtuvwxyz")
CLOSING = {"(": ")", "[": "]", "{": "}"}
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")


def fold(text: str) -> Folded:
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
            script = (_LOWERED if c == "_" else _RAISED).match(text, i + 1)
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
    return Folded("".join(o[0] for o in out), tuple(o[1] for o in out), tuple(o[2] for o in out))


@dataclass(frozen=True, slots=True)
class Folded:
    """Letters with one form each; ``levels`` −1, 0, 1; ``spans`` in the source text."""

    letters: str
    levels: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


_LOWERED = re.compile(r"[0-9./]+|[a-z]")
_RAISED = re.compile(r"[0-9.]*[+−-]")


def _table(name: str) -> list[dict[str, str]]:
    """Read a table beside this file; ``U+00AD`` stands for a letter that cannot be seen."""
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{k: chr(int(v[2:], 16)) if v.startswith("U+") else v for k, v in row.items()} for row in rows]


def _words() -> dict[str, frozenset[str]]:
    """Return the words that are not chemistry: kind → words."""
    rows = _table("words.tsv")
    return {kind: frozenset(r["word"] for r in rows if r["kind"] == kind) for kind in {r["kind"] for r in rows}}


_FOLDS = {r["letter"]: r["read"] for r in _table("letters.tsv") if r["read"]}
LATEX = {r["letter"]: r["latex"] for r in _table("letters.tsv") if r["latex"]}
LATEX_MATH = {c: v.replace("$", "") if v.startswith("$") else v for c, v in LATEX.items()} | {"–": "-", "—": "-"}
WORDS = _words()
NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?|\.[0-9]{1,9}")
CHARGE = re.compile(r"[0-9](?:\.[0-9]{1,3})?[+-]|[+-][0-9]?(?:\.[0-9]{1,3})?|[+]{2,4}|[-]{2,4}")
VALENCE = re.compile(
    r"(?:[0-9](?:\.[0-9]{1,3})?[+-]|[+-][0-9]?)(?:/(?:[0-9](?:\.[0-9]{1,3})?[+-]|[+-][0-9]?))*|(?:II|III|IV|VI|VII|V|I)(?:/[IV]+)?"
)
SHARE = re.compile(r"(?P<n>[0-9]{1,9}(?:[.,][0-9]{1,9})?|[a-z])(?P<unit>(?:mol|wt|at|vol|mass|weight)?)\.?%(?:of)?")
PHASE = r"(?:OPP|OP|O|P|T)'{0,3}[1-9]'{0,3}"
PHASES = rf"{PHASE}(?:[/+@&-](?:{PHASE}|[ST](?![a-z])|spinel|tunnel))*"
