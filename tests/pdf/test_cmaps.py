"""Embedded CMaps: codes of one and two bytes, ranges, and a font that uses them."""

from pipeline.pdf.cmaps import read_code_map

TWO_BYTES = b"""begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange
2 begincidchar <0037> 55 <02a9> 0 endcidchar 1 begincidrange <0100> <0102> 7 endcidrange endcmap"""
MIXED = (
    b"""begincodespacerange <20> <7e> <8140> <9ffc> endcodespacerange begincidrange <20> <7e> 1 <8140> <8142> 600 endcidrange"""
)


def test_codes_of_two_bytes_are_cut_and_know_their_glyphs():
    codes = read_code_map(TWO_BYTES)
    assert list(codes.decode(b"\x00\x37\x02\xa9")) == [0x37, 0x2A9]
    assert codes.cids == {0x37: 55, 0x2A9: 0, 0x100: 7, 0x101: 8, 0x102: 9}


def test_codes_of_one_and_two_bytes_stand_side_by_side():
    codes = read_code_map(MIXED)
    assert list(codes.decode(b"A\x81\x41B")) == [0x41, 0x8141, 0x42]
    assert codes.cids[0x41] == 34
    assert codes.cids[0x8141] == 601


def test_a_byte_that_begins_no_code_is_passed_over():
    assert list(read_code_map(MIXED).decode(b"\xffA\x81")) == [0x41]


def test_a_cmap_without_glyphs_is_none():
    assert read_code_map(b"begincodespacerange <00> <ff> endcodespacerange") is None
    assert read_code_map(b"") is None


def test_a_range_of_billions_is_not_written_out():
    assert read_code_map(b"begincidrange <00000000> <ffffffff> 1 endcidrange begincidchar <01> 3 endcidchar").cids == {1: 3}
