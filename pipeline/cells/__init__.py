"""Table cells → rows of materials → facts: the public face of the package.

In: `pipeline.model.Table`; out: `MaterialRow`s (`read_rows`) and `pipeline.model.Fact`s (`facts`). Method: own.
"""

from pipeline.cells.abbreviations import read_abbreviations
from pipeline.cells.facts import facts
from pipeline.cells.rows import read_rows
from pipeline.cells.values import TABLE1_COLUMNS, Capacity, Conditions, MaterialRow, Retention, Value, Window

__all__ = [
    "TABLE1_COLUMNS",
    "Capacity",
    "Conditions",
    "MaterialRow",
    "Retention",
    "Value",
    "Window",
    "facts",
    "read_abbreviations",
    "read_rows",
]
