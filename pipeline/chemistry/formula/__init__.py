"""Compositions as people print them, read exactly: ``P2-Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2}`` is Na 2/3, Ni 1/3, Mn 2/3, O 2.

In: a string, plain or with ``_{…}`` and ``^{…}``. Out: a frozen ``Formula`` of parts (core, shell, composite), each an ordered
structure whose amounts are exact (``fractions.Fraction``) or polynomials in the printed variables; or a ``FormulaError``, never
a guess. Nothing is corrected: a misprinted formula reads as it is printed. Reading is in three steps: ``letters.fold`` (one
letter for every dash, digit and prime; blanks gone; levels kept), the ``envelope`` (prefix, labels, variables, parts) and the
``grammar`` of what stands in it (units, items, amounts). Words and letters stand in ``words.tsv`` and
``letters.tsv``. Method: own.
"""

from pipeline.chemistry.formula.amounts import Amount, Expression, FormulaError, Number
from pipeline.chemistry.formula.reading import looks_like_formula, parse, same_composition
from pipeline.chemistry.formula.typeset import html, latex
from pipeline.chemistry.formula.values import Atom, Choice, Formula, Group, Item, Part, Unit

__all__ = [
    "Amount",
    "Atom",
    "Choice",
    "Expression",
    "Formula",
    "FormulaError",
    "Group",
    "Item",
    "Number",
    "Part",
    "Unit",
    "html",
    "latex",
    "looks_like_formula",
    "parse",
    "same_composition",
]
