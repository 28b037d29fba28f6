"""From one PDF to its products, and from all products to the files of a run.

In: a ``Source`` and the stages to apply; out: ``documents/NAME.json``, ``facts.jsonl``, ``table1.*``, ``failures.csv`` and
``run.json`` as the contract in the README has them. A worker hands over a document's products in one piece (`producing`), which
the store keeps (`kept`), so that a document that was read by this or an earlier run, here or elsewhere, is laid out in one way.
Everything is first written to a private folder (`folder`) and then moved into place (`writing`), in the order of the corpus, so
that a reader never sees half a file and timing decides nothing. Method: own.
"""

from pipeline.outputs.folder import BusyError, document_file, lay_out, opened
from pipeline.outputs.kept import reading, reused, with_account
from pipeline.outputs.method import method_version, versions
from pipeline.outputs.producing import fact_line, notes_on, produce, standard_stages
from pipeline.outputs.values import Configuration, Job, Product, Stages, Summary
from pipeline.outputs.writing import failures_csv, write

__all__ = [
    "BusyError",
    "Configuration",
    "Job",
    "Product",
    "Stages",
    "Summary",
    "document_file",
    "fact_line",
    "failures_csv",
    "lay_out",
    "method_version",
    "notes_on",
    "opened",
    "produce",
    "reading",
    "reused",
    "standard_stages",
    "versions",
    "with_account",
    "write",
]
