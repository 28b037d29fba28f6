"""A page drawn with what was read: a PNG of the page's shape, with the colour of each kind of block at its place."""

import pytest
from PIL import Image

from pipeline.model import BlockKind
from pipeline.pdf.draw import COLOURS, draw
from pipeline.pdf.errors import ReadError
from pipeline.pdf.reader import read
from tests.pdf.test_reader import first_page
from tests.pdf.test_reader_json import with_table
from tests.support.pages import page_pdf, shown


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """Return the path of a small paper and its Document."""
    path = tmp_path_factory.mktemp("draw") / "paper.pdf"
    path.write_bytes(first_page().bytes())
    return path, read(path, source="pdfium")


def colours(path, box, scale):
    """Return the colours of the pixels on a frame drawn about ``box``."""
    with Image.open(path) as picture:
        x0, top, x1, bottom = (round(v * scale) for v in box)
        around = picture.crop((x0 - 6, top - 6, x1 + 6, bottom + 6))
        return {colour for _, colour in around.getcolors(maxcolors=1 << 20)}


def test_a_png_in_the_proportions_of_the_page_is_written(paper, tmp_path):
    path, document = paper
    out = draw(path, document, 1, tmp_path / "page.png", scale=1.5)
    assert out == tmp_path / "page.png"
    assert out.read_bytes().startswith(b"\x89PNG")
    with Image.open(out) as picture:
        assert picture.size == (900, 1200)


@pytest.mark.parametrize("kind", [BlockKind.TITLE, BlockKind.HEADING, BlockKind.ABSTRACT, BlockKind.PARAGRAPH, BlockKind.AUTHORS])
def test_every_kind_of_block_has_its_colour_at_its_place(paper, tmp_path, kind):
    path, document = paper
    out = draw(path, document, 1, tmp_path / "page.png", scale=2.0)
    block = next(b for b in document.blocks if b.kind is kind)
    box = block.regions()[0].box
    assert COLOURS[kind] in colours(out, box, 2.0)


def test_a_page_without_blocks_is_drawn_bare(tmp_path):
    path = tmp_path / "pages.pdf"
    path.write_bytes(page_pdf(shown("some words", 50, 200), more=("",)))
    out = draw(path, read(path, source="pdfium"), 2, tmp_path / "page.png", scale=1.0)
    with Image.open(out) as picture:
        assert picture.size == (400, 300)
        assert [colour for _, colour in picture.getcolors()] == [(255, 255, 255)]


def test_a_turned_page_is_drawn_as_a_reader_sees_it(tmp_path):
    path = tmp_path / "turned.pdf"
    path.write_bytes(page_pdf("BT /F1 10 Tf 0 1 -1 0 100 50 Tm (some words here) Tj ET", rotate=90))
    document = read(path, source="pdfium")
    out = draw(path, document, 1, tmp_path / "page.png", scale=2.0)
    with Image.open(out) as picture:
        assert picture.size == (600, 800)
    block = document.blocks[0]
    assert COLOURS[block.kind] in colours(out, block.regions()[0].box, 2.0)


def test_the_cells_of_a_table_are_drawn(tmp_path):
    path = tmp_path / "table.pdf"
    path.write_bytes(with_table().bytes())
    document = read(path, source="pdfium")
    with_cells = Image.open(draw(path, document, 1, tmp_path / "with.png", scale=2.0))
    bare = document.__class__(document.name, document.sha256, document.pages, document.blocks)
    without = Image.open(draw(path, bare, 1, tmp_path / "without.png", scale=2.0))
    with with_cells, without:
        x0, top, x1, bottom = (round(2 * v) for v in document.tables[0].rows[0][0].box)
        place = (x0 - 4, top - 4, x1 + 4, bottom + 4)
        assert with_cells.crop(place).tobytes() != without.crop(place).tobytes()


@pytest.mark.parametrize("page", [0, -1, 2, 99])
def test_a_page_that_does_not_exist_is_a_read_error(paper, tmp_path, page):
    path, document = paper
    with pytest.raises(ReadError, match=f"no page {page}; the document has 1"):
        draw(path, document, page, tmp_path / "page.png")
    assert not (tmp_path / "page.png").exists()


def test_a_file_that_has_gone_is_a_read_error(paper, tmp_path):
    _, document = paper
    with pytest.raises(ReadError, match="cannot be rendered"):
        draw(tmp_path / "gone.pdf", document, 1, tmp_path / "page.png")
