"""Formulas typeset: HTML and LaTeX with real sub- and superscripts.

In: a string, with markup or plain; out: HTML or LaTeX. Markup is obeyed, else formulas in the string are found. Method: own.
"""

from __future__ import annotations

import html as _html
import re
import unicodedata
from itertools import groupby

from pipeline.chemistry.formula.amounts import FormulaError
from pipeline.chemistry.formula.envelope import Reader
from pipeline.chemistry.formula.letters import LATEX, LATEX_MATH, LONGEST
from pipeline.chemistry.formula.reading import looks_like_formula, parse


def html(text: str) -> str:
    """Return ``text`` as HTML with real ``<sub>`` and ``<sup>``; markup is obeyed, else formulas in the string are found."""
    return "".join(
        {0: "{}", -1: "<sub>{}</sub>", 1: "<sup>{}</sup>"}[k].format(_html.escape(t, quote=False)) for t, k in _levels(text)
    )


def latex(text: str) -> str:
    """Return ``text`` as LaTeX with real sub- and superscripts; special characters are escaped, signs are in math mode."""
    shapes = {0: "{}", -1: "$_{{\\mathrm{{{}}}}}$", 1: "$^{{\\mathrm{{{}}}}}$"}
    return "".join(shapes[k].format("".join((LATEX_MATH if k else LATEX).get(c, c) for c in t)) for t, k in _levels(text))


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
        reader = Reader(m[0]) if len(m[0]) <= LONGEST else None
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
