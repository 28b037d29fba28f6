"""Reading a small paper through either character source."""

import pytest

from pipeline.pdf.reader import read


@pytest.fixture(params=["pdfium", "pdfplumber"])
def read_paper(request, tmp_path):
    """Return a function from a Paper, or a PDF's bytes, to its Document."""

    def reading(paper, name="paper.pdf"):
        path = tmp_path / name
        path.write_bytes(paper if isinstance(paper, bytes) else paper.bytes())
        return read(path, source=request.param)

    return reading


def texts(document, *kinds):
    """Return the texts of the blocks of these kinds, in reading order."""
    return [b.text for b in document.blocks if b.kind.value in kinds]
