"""The names that linking works with: initials, short codes, others' materials, the control and the target of a document."""

import pytest

from pipeline.materials import materials
from pipeline.model import Block, BlockKind, Document, Page
from pipeline.naming import Names


def names(*paragraphs: str) -> Names:
    blocks = [Block(BlockKind.HEADING, "Experimental section", 1), *(Block(BlockKind.PARAGRAPH, p, 1) for p in paragraphs)]
    return Names(materials(Document("naming", "0" * 64, (Page(1, 600.0, 800.0),), tuple(blocks))))


def composition(found: Names, ident: str | None) -> str | None:
    return None if ident is None else found._book.get(ident).composition


def test_initials_stand_for_the_material_without_a_name():
    found = names("We prepared Na0.8Ni0.3Mn0.5Fe0.1Ti0.1O2 and studied its structure in detail.")
    ((start, end, ident),) = found.of_sentence("After 100 cycles P2-NaNMFT keeps 80% of its capacity.", [])
    assert (start, end, composition(found, ident)) == (17, 26, "Na0.8Ni0.3Mn0.5Fe0.1Ti0.1O2")


def test_initials_of_two_materials_stand_for_neither():
    found = names("We prepared Na0.8Ni0.3Mn0.5Fe0.1Ti0.1O2 and Na0.7Ni0.2Mn0.6Fe0.1Ti0.1O2 in the same way.")
    assert found.of_sentence("After 100 cycles NaNMFT keeps 80% of its capacity.", []) == []


def test_a_declared_code_like_an_element_with_a_number_is_a_name():
    found = names("The samples Na0.67−2yCayNi0.33Mn0.67O2 with y = 0, 0.03 and 0.05 are called Ca0, Ca3 and Ca5.")
    spans = found.of_sentence("At 10 C, Ca3 delivers 84 mAh/g and Ca0 40 mAh/g; Ca3+ is no ion.", [])
    assert [(s, composition(found, i)) for s, _, i in spans] == [
        (9, "Na0.61Ca0.03Ni0.33Mn0.67O2"),
        (35, "Na0.67Ni0.33Mn0.67O2"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Na3V2(PO4)3 keeps 95% of its capacity.", ["?Na3V2(PO4)3"]),
        ("The electrolyte was 1 M NaPF6 in PC.", []),
        ("Na2CO3 and MnO2 were mixed.", []),
        ("It was paired with an Na2Ti3O7 anode.", []),
        ("The NaTi2(PO4)3 anode has 120 mAh/g.", []),
        ("Na0.44MnO2 delivers 110 mAh/g.", ["?Na0.44MnO2"]),
    ],
)
def test_materials_of_others_keep_their_values(sentence, expected):
    found = names("We prepared Na0.8Ni0.3Mn0.5Fe0.1Ti0.1O2 and studied its structure in detail.")
    assert [i for _, _, i in found.of_sentence(sentence, [])] == expected


def test_the_coated_one_of_two_is_the_target():
    found = names("NaNi1/3Fe1/3Mn1/3O2 (NFM) was coated. NFM@AlF3 was compared with NFM; NFM is stable and NFM is white.")
    roster = found.roster
    assert (found._book.get(roster.target).label, found._book.get(roster.pristine).label) == ("NFM@AlF3", "NFM")
