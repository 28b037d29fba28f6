"""Stages that stand in for the real ones: a file's words decide what becomes of the worker that reads it.

A file's text is ``word word …``; a word of ``hostile.misbehave`` does its harm, ``page`` adds a page, ``scan`` a page without
text, ``table:MATERIAL`` a table of one row, ``wrong table`` a table that cannot be read.
"""

import hashlib
import json

from pipeline.model import Cell, Document, Evidence, Fact, Page, Subject, Table
from pipeline.outputs import Stages
from pipeline.pdf.errors import ReadError
from pipeline.results import Finished
from tests.support.hostile import misbehave

BOX = (0.0, 0.0, 1.0, 1.0)


def read(path, *, source="auto"):
    data = path.read_bytes()
    words = data.decode("utf-8", "replace").split()
    for word in words:
        misbehave(word.replace("-", " "))
    if "encrypted" in words:
        raise ReadError(path, "is encrypted: remove the password first", stage="open")
    if "torn" in words:
        raise ReadError(path, "the page is damaged", page=2)
    notes = [("no text layer",) if word == "scan" else () for word in words if word in ("page", "scan")]
    tables = [
        Table("Table 1", "", 1, BOX, ((Cell("Material", 1),),), ((Cell(word.partition(":")[2], 1, BOX),),))
        for word in words
        if word.startswith("table:")
    ]
    return Document(
        path.stem,
        hashlib.sha256(data).hexdigest(),
        tuple(Page(number, 595.0, 842.0, note) for number, note in enumerate(notes, start=1)),
        (),
        tuple(tables),
    )


def as_json(document):
    return {"document": document.name, "pages": [{"number": page.number} for page in document.pages]}


def rows(table, document):
    found = [row[0].text for row in table.rows]
    if "WRONG" in found:
        raise ValueError("cannot make sense of it")
    return tuple((document, material) for material in found)


def survey(document, supplement_of):
    found = [pair for table in document.tables for pair in rows(table, document.name)]
    facts = [Fact("material", Subject(composition=m), Evidence(d, 1, (BOX,), m, "fake")) for d, m in found]
    claims = [{"document": d, "material": m} for d, m in found]
    return facts, {"document": document.name, "claims": claims, "supplement_of": supplement_of}


class Reconciled:
    """What the accounts say."""

    def __init__(self, accounts):
        self.accounts, self.records = list(accounts), ()


def finish(reconciled, records, documents, folder, links, decided):
    claims = [claim for account in reconciled.accounts for claim in account["claims"]]
    found = [(c["document"], c["material"]) for c in claims if c["document"] in documents]
    found.sort(key=lambda pair: documents.index(pair[0]))
    (folder / "table1.csv").write_text("document,cathode_material\n" + "".join(f"{d},{m}\n" for d, m in found), "utf-8")
    (folder / "table1.md").write_text(json.dumps(links), "utf-8")
    return Finished(tuple(found), {"records": len(found)})


STAGES = Stages(read, as_json, rows, survey, Reconciled, finish)
