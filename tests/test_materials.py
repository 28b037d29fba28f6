"""Materials of small documents written here: compositions, names, roles, phases, and what a mention means."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.materials import MaterialBook, materials
from pipeline.model import Block, BlockKind, Citation, Document, Page, Word


def book(*blocks: tuple[str, str]) -> MaterialBook:
    """Read the materials of a document of (kind, text)."""
    return materials(document(*blocks))


def document(*blocks: tuple[str, str]) -> Document:
    """Make a document of (kind, text); ``^{7}`` is a citation mark."""
    made = []
    for kind, text in blocks:
        marks = tuple(Citation(m.start(), m.end(), (int(m[1]),)) for m in re.finditer(r"\^\{(\d+)\}", text))
        words = tuple(Word(m.start(), m.end(), 1, (50.0, 50.0, 60.0, 60.0)) for m in re.finditer(r"\S+", text))
        made.append(Block(BlockKind(kind), text, 1, words, marks))
    return Document("paper", "0" * 64, (Page(1, 600, 800),), tuple(made))


def told(found: MaterialBook) -> dict[str | None, tuple[str | None, str]]:
    return {r.label: (r.composition, r.role) for r in found}


def test_an_ordered_list_of_names_goes_with_an_ordered_list_of_values():
    found = book(
        ("title", "Zinc in layered oxides"),
        ("heading", "Experimental"),
        (
            "paragraph",
            "Powders of Na_{0.7}Mn_{1−x}Zn_{x}O_{2} (x = 0, 0.05 and 0.1, named NMO, NMZ5 and NMZ10, respectively) were fired.",
        ),
    )
    assert {label: composition for label, (composition, _) in told(found).items()} == {
        "NMO": "Na0.7MnO2",
        "NMZ5": "Na0.7Mn0.95Zn0.05O2",
        "NMZ10": "Na0.7Mn0.9Zn0.1O2",
    }
    assert told(found)["NMO"][1] == "pristine"


@pytest.mark.parametrize(
    "sentence",
    [
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} (NMZ) was fired at 900 °C.",
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}, hereafter NMZ, was fired at 900 °C.",
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} (denoted as NMZ) was fired.",
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} was fired; it is referred to as NMZ.",
        "NMZ (Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}) was fired.",
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} was fired in air. It is abbreviated as NMZ.",
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} or NMZ was fired.",
    ],
)
def test_one_name_in_many_wordings(sentence):
    found = book(("heading", "Experimental"), ("paragraph", sentence))
    assert [(r.composition, r.labels) for r in found] == [("Na0.7Mn0.9Zn0.1O2", ("NMZ",))]


def test_a_template_is_written_out_for_every_member():
    found = book(
        ("heading", "Results"),
        ("paragraph", "We made Na_{x}Li_{y}Ni_{0.5}Mn_{0.5}O_{2} (x = 1, 0.9 and y = 0, 0.1). Each is called Na_{x}Li_{y}."),
        ("paragraph", "Na_{1}Li_{0} is worse than Na_{0.9}Li_{0.1}."),
    )
    assert {r.label: r.composition for r in found} == {"Na1Li0": "NaNi0.5Mn0.5O2", "Na0.9Li0.1": "Na0.9Li0.1Ni0.5Mn0.5O2"}


def test_names_that_print_doses():
    found = book(
        ("heading", "Results"),
        ("paragraph", "The series Na_{1−x}K_{x}Ni_{0.5}Mn_{0.5−y}Ti_{y}O_{2} (x = 0, 0.02; y = 0, 0.1) was prepared."),
        ("paragraph", "They are labelled NaNMO, NaK_{0.02}NMO, NaNMTi_{0.1}O and NaK_{0.02}NMTi_{0.1}O, respectively."),
    )
    assert {r.label: r.composition for r in found if r.label != "NaNMO"} == {
        "NaK0.02NMO": "Na0.98K0.02Ni0.5Mn0.5O2",
        "NaNMTi0.1O": "NaNi0.5Mn0.4Ti0.1O2",
        "NaK0.02NMTi0.1O": "Na0.98K0.02Ni0.5Mn0.4Ti0.1O2",
    }


def test_two_crossed_lists_make_no_materials_without_names():
    found = book(
        ("heading", "Experimental"),
        ("paragraph", "Na_{1−x}K_{x}Ni_{0.5}Mn_{0.5−y}Ti_{y}O_{2} (x = 0, 0.02, 0.04; y = 0, 0.1, 0.2) was prepared."),
    )
    assert found.refs == ()


def test_members_given_one_after_the_other():
    found = book(
        ("heading", "Experimental"),
        (
            "paragraph",
            "Na_{1−x}K_{x}Ni_{0.5}Mn_{0.5−y}Ti_{y}O_{2} (x = 0, y = 0; x = 0.02, y = 0; x = 0.02, y = 0.1) "
            "were named A0NM, KNM and KNMT.",
        ),
    )
    assert {r.label: r.composition for r in found} == {
        "A0NM": "NaNi0.5Mn0.5O2",
        "KNM": "Na0.98K0.02Ni0.5Mn0.5O2",
        "KNMT": "Na0.98K0.02Ni0.5Mn0.4Ti0.1O2",
    }


PAPER = (
    ("title", "Magnesium in a P2 cathode"),
    (
        "abstract",
        "P2-Na_{0.67}Ni_{0.33}Mn_{0.67}O_{2} fades. We design Na_{0.67}Ni_{0.25}Mg_{0.08}Mn_{0.67}O_{2} (NNMM), which does not.",
    ),
    ("heading", "1. Introduction"),
    ("paragraph", "Layered Na_{x}TMO_{2} is known.^{1} For example, Doe et al. reported P2-Na_{0.6}Fe_{0.5}Mn_{0.5}O_{2}.^{2}"),
    ("heading", "2. Experimental"),
    (
        "paragraph",
        "Na_{2}CO_{3}, NiO and MnO_{2} were milled to give Na_{0.67}Ni_{0.33}Mn_{0.67}O_{2} (NNM). The salt was NaClO_{4}.",
    ),
    ("heading", "3. Results"),
    (
        "paragraph",
        "All reflections of both samples are indexed to the hexagonal P2 structure. NNM turns from P2 to O2 on charge.",
    ),
    ("paragraph", "The pristine sample keeps 40% and NNMM 80%. The former cracks. The Mg-free electrode swells."),
    ("paragraph", "At 3.5 V the state Na_{0.5}Ni_{0.33}Mn_{0.67}O_{2} is met. NMNM is better. The cell NNMM//HC works."),
)


def test_own_and_cited_materials_are_told_apart():
    found = book(*PAPER)
    assert told(found) == {
        "NNM": ("Na0.67Ni0.33Mn0.67O2", "pristine"),
        "NNMM": ("Na0.67Ni0.25Mg0.08Mn0.67O2", "target"),
        None: ("Na0.6Fe0.5Mn0.5O2", "cited"),
    }
    assert [r.reference for r in found if r.role == "cited"] == [2]


def test_phases_are_those_as_prepared():
    found = book(*PAPER)
    assert {r.label: r.structure.phases for r in found if r.structure} == {"NNM": ("P2",), "NNMM": ("P2",), None: ("P2",)}


@pytest.mark.parametrize(
    ("mention", "block", "label"),
    [
        ("NNMM", 8, "NNMM"),
        ("P2-NNM", 8, "NNM"),
        ("Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2}", 8, "NNM"),
        ("the pristine sample", 8, "NNM"),
        ("the Mg-free electrode", 8, "NNM"),
        ("the magnesium-free oxide", 8, "NNM"),
        ("the Mg-doped sample", 8, "NNMM"),
        ("NNMM//HC", 9, None),
        ("XYZ-7", 8, None),
        ("NaCl", 8, None),
    ],
)
def test_what_a_mention_means(mention, block, label):
    ref = book(*PAPER).find(mention, block, 30)
    assert (ref and ref.label) == label


def test_the_former_and_the_latter():
    found = book(*PAPER)
    place = PAPER[8][1].index("The former")
    former, latter = found.find("the former", 8, place), found.find("the latter", 8, place)
    assert former is not None
    assert latter is not None
    assert (former.label, latter.label) == ("NNM", "NNMM")


def test_mentions_are_in_order_and_at_flat_places():
    found = book(*PAPER)
    labels = [(m.text, found.get(m.material_id).label) for m in found.mentions(8)]
    assert labels == [
        ("The pristine sample", "NNM"),
        ("NNMM", "NNMM"),
        ("The former", "NNM"),
        ("The Mg-free electrode", "NNM"),
    ]


def test_facts_carry_their_sentence():
    facts = book(*PAPER).facts()
    assert {f.property for f in facts} == {"material", "phase"}
    by_label = {f.subject.label: f for f in facts if f.property == "material"}
    assert by_label["NNM"].evidence.text.startswith("Na_{2}CO_{3}, NiO")
    assert all(0 < f.evidence.confidence <= 1 and f.evidence.boxes for f in facts)


@pytest.mark.parametrize(
    ("sentence", "phases", "fractions"),
    [
        ("Rietveld refinement gives 30.5 wt% P2 and 69.5 wt% O3 for NMZ.", ("O3", "P2"), {"P2": 30.5, "O3": 69.5}),
        ("NMZ consists of P2 (40%) and P3 (60%).", ("P3", "P2"), {"P2": 40.0, "P3": 60.0}),
        ("NMZ is a pure O3 oxide.", ("O3",), {}),
        ("The XRD pattern of NMZ is indexed to the P2 and spinel phases.", ("P2", "spinel"), {}),
        ("The diffraction pattern of NMZ shows an α-NaFeO_{2} structure.", ("O3",), {}),
        ("In situ XRD of NMZ shows a P2 to O2 transition.", None, {}),
        ("NMZ shows no trace of the O3 phase in XRD.", None, {}),
        ("NMZ is a biphasic composite of P2 and O3.", ("P2", "O3"), {}),
        ("NMZ contains 80.2 wt% P2 and 19.8 wt% O3.", ("P2", "O3"), {"P2": 80.2, "O3": 19.8}),
        ("NMZ undergoes an O3 to P3 phase change at 3.1 V.", None, {}),
        ("NMZ changes into the P3 phase when sodium is removed.", None, {}),
        ("NMZ shows a solid-solution behaviour of the P2 phase.", None, {}),
        ("NMZ shows the O3 phase after exposure to air for 3 days.", None, {}),
        ("The O3 peaks of NMZ weaken and P3 peaks grow at 3.0 V.", None, {}),
        ("NMZ retains 80.5% of its capacity in the P2 phase during cycling.", None, {}),
    ],
)
def test_statements_of_phases(sentence, phases, fractions):
    found = book(("heading", "Experimental"), ("paragraph", f"Na_{{0.7}}Mn_{{0.9}}Zn_{{0.1}}O_{{2}} (NMZ) was fired. {sentence}"))
    (ref,) = found
    assert (ref.structure.phases if ref.structure else None) == phases
    assert (dict(ref.structure.fractions) if ref.structure else {}) == fractions


def test_columns_of_fractions():
    found = book(
        ("heading", "Results"),
        ("caption", "Table 1 Refined phase fractions of the samples"),
        (
            "table",
            "Sample | Composition | P2 (wt%) | O3 (wt%)\nNMA | Na_{0.7}MnO_{2} | 100 | 0\nNMB | Na_{0.8}MnO_{2} | 35.5 | 64.5",
        ),
    )
    assert {r.label: (r.composition, r.structure and r.structure.phases) for r in found} == {
        "NMA": ("Na0.7MnO2", ("P2",)),
        "NMB": ("Na0.8MnO2", ("O3", "P2")),
    }


REVIEW = (
    ("title", "Layered cathodes: a review"),
    ("abstract", "This review collects layered oxides."),
    ("heading", "P2 oxides"),
    (
        "paragraph",
        "Roe et al. made P2-Na_{2/3}Ni_{1/3}Mn_{2/3}O_{2} (NNM).^{10} Poe et al. made O3-NaNi_{0.5}Mn_{0.5}O_{2} (NNM2).^{11}",
    ),
    ("paragraph", "Moe et al. made P2-Na_{0.6}MnO_{2} (NM), P2-NMO and P3-NMO.^{12} A mix of P2/P3-NMO was better."),
)


def test_in_a_review_all_is_cited_with_its_reference():
    found = book(*REVIEW)
    assert found.review
    assert {(r.label, r.role, r.reference) for r in found if r.composition} == {
        ("NNM", "cited", 10),
        ("NNM2", "cited", 11),
        ("NM", "cited", 12),
    }


UNNAMED = (
    ("title", "Entropy in layered cathodes"),
    ("heading", "Introduction"),
    ("paragraph", "Layered oxides are studied by many. Entropy may help them."),
    ("heading", "Doping"),
    (
        "paragraph",
        "Roe et al. found that Na_{0.6}MnO_{2} keeps 70% after 50 cycles.^{10} Na_{0.7}MnO_{2} delivers 150 mAh g^{−1}.^{11} "
        "Poe et al. saw 80% after 100 cycles for Na_{0.8}NiO_{2}.^{12} NaNi_{0.5}Mn_{0.5}O_{2} keeps 75% after 50 cycles.^{13}",
    ),
)


def test_a_review_that_never_calls_itself_one_is_told_by_whom_it_credits():
    assert book(*UNNAMED).review


def test_a_paper_without_an_experimental_part_is_no_review():
    own = "The electrode keeps 90% after 100 cycles. At 5 C it gives 80 mAh g^{−1}. The efficiency is 99.5%. It loses 4% in air."
    assert not book(*UNNAMED, ("heading", "Results"), ("paragraph", own)).review
    assert not book(("abstract", "Herein, we report Na_{0.6}MnO_{2}."), *UNNAMED[1:]).review


def test_a_misprint_is_joined_to_the_material_that_it_is():
    found = book(
        ("heading", "Results"),
        ("paragraph", "We prepared Na_{0.44}Mn_{0.95}Ti_{0.05}O_{2} (NMT) by firing."),
        ("table", "Material | Phase\nNa_{0.44}Mn_{0.95}Ti_{0.05}O | P2/T"),
    )
    (ref,) = found
    assert ref.composition == "Na0.44Mn0.95Ti0.05O2"
    assert ref.doubts == ("also printed as Na0.44Mn0.95Ti0.05O: one oxygen for 1 metals: its subscript 2 may be missing",)
    assert ref.structure
    assert ref.structure.phases == ("P2", "tunnel")


def test_a_measured_composition_is_not_another_material():
    found = book(
        ("heading", "Experimental"),
        ("paragraph", "NaNi_{0.5}Mn_{0.5}O_{2} (NNM) was fired. ICP analysis of NNM gives Na_{0.98}Ni_{0.49}Mn_{0.51}O_{2}."),
    )
    (ref,) = found
    assert ref.composition == "NaNi0.5Mn0.5O2"
    assert "measured as Na0.98Ni0.49Mn0.51O2" in ref.doubts


def test_names_that_are_never_explained_are_samples_where_they_deliver_and_stand_in_lists():
    found = book(
        ("title", "Cooling rates and Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}"),
        ("heading", "Results and discussion"),
        ("paragraph", "Furnace cooling gives FC-850, quenching Q-850. XPS shows 12% of Mn^{3+}. FC-850 delivers 131 mAh g^{−1}."),
        ("paragraph", "FC-850 and Q-850 are compared. XPS was used. The peaks of FC-850 are sharp. XPS confirms it."),
    )
    assert sorted(told(found), key=str) == ["FC-850", None, "Q-850"]


def test_a_generic_word_is_a_name_where_a_formula_was_given_it():
    found = book(
        ("abstract", "We report Na_{0.7}Ni_{0.2}Co_{0.2}Mn_{0.6}O_{2} (HEO) and its control Na_{0.7}MnO_{2} (LEO)."),
        ("heading", "Results and discussion"),
        ("paragraph", "HEO delivers 108 mAh g^{−1}."),
    )
    last = max(p.index for p in found.passages)
    assert [found.get(m.material_id).label for m in found.mentions(last)] == ["HEO"]


def test_a_compound_that_only_the_opening_of_the_abstract_names_is_not_the_papers_own():
    found = book(
        ("abstract", "P2-Na_{0.7}CoO_{2} is well known. Here we report Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} (NMZ)."),
        ("heading", "Results and discussion"),
        ("paragraph", "NMZ delivers 128 mAh g^{−1}."),
    )
    assert told(found) == {"NMZ": ("Na0.7Mn0.9Zn0.1O2", "target")}


def test_an_empty_document_has_no_materials():
    assert book().refs == ()
    assert book(("paragraph", "Nothing of the kind.")).facts() == []


@settings(max_examples=25, deadline=None)
@given(st.sampled_from("-‐–"), st.sampled_from([" ", "\u00a0"]), st.booleans())
def test_dashes_blanks_and_markup_change_nothing(dash, blank, marked):
    text = "The oxide P2-Na_{0.67}Mn_{0.9}Mg_{0.1}O_{2} (NMM-1) was prepared. NMM-1 is stable."
    if not marked:
        text = re.sub(r"_\{([^}]*)\}", r"\1", text)
    found = book(("heading", "Experimental"), ("paragraph", text.replace("-", dash).replace(" ", blank)))
    (ref,) = found
    assert ref.composition == "Na0.67Mn0.9Mg0.1O2"
    assert ref.structure
    assert ref.structure.phases == ("P2",)
    assert len(ref.places) == 3


def test_the_name_after_a_coated_core_is_the_cores_whether_the_shell_is_named_or_not():
    found = book(
        ("title", "Shells"),
        ("heading", "Experimental"),
        ("paragraph", "We made P2-Na_{2/3}MnO_{2} (P2-NMO)-coated O3-NaNi_{0.5}Mn_{0.5}O_{2} (O3-NNMO) by a wet route."),
    )
    assert told(found)["O3-NNMO"][0] == "NaNi0.5Mn0.5O2"
    assert told(found)["P2-NMO"][0] == "Na2/3MnO2"


@pytest.mark.parametrize(
    ("before", "phases"),
    [("P2-", ["P2"]), ("O3-type layered ", ["O3"]), ("novel P3-type layered oxides, ", ["P3"]), ("P2/O3 biphasic ", [])],
)
def test_the_phase_before_a_series_is_that_of_its_members(before, phases):
    found = book(("abstract", f"Here we report {before}Na0.67Ni0.33-xTixMn0.67O2 (x = 0, 0.1)."))
    assert [list(r.structure.phases) if r.structure else [] for r in found] == [phases, phases]


@pytest.mark.parametrize(
    ("sentence", "fractions"),
    [
        ("NMZ consists of P3 and O3 with fractions of 43.2 wt% and 56.8 wt%, respectively.", {"P3": 43.2, "O3": 56.8}),
        ("NMZ is a mixture of tunnel (Pbam) and P2 phases with mass fractions of 70.5% and 29.5%.", {"tunnel": 70.5, "P2": 29.5}),
    ],
)
def test_two_phases_and_their_fractions_in_order(sentence, fractions):
    found = book(
        ("abstract", "Here we report Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} (NMZ)."),
        ("heading", "Results and discussion"),
        ("paragraph", sentence),
    )
    assert [dict(r.structure.fractions) for r in found if r.structure] == [fractions]


def test_fractions_name_by_name_in_one_sentence():
    found = book(
        ("abstract", "Na_{0.7}Mn_{1−x}Zn_{x}O_{2} (x = 0.1 and 0.2, named NMZ1 and NMZ2, respectively) was made."),
        ("heading", "Results and discussion"),
        (
            "paragraph",
            "NMZ1 is mainly O3 (90.5 wt%) with a minor P2 phase (9.5 wt%), and NMZ2 contains 33.2 wt% P2 and 66.8 wt% O3.",
        ),
    )
    assert {r.label: dict(r.structure.fractions) for r in found if r.structure} == {
        "NMZ1": {"O3": 90.5, "P2": 9.5},
        "NMZ2": {"P2": 33.2, "O3": 66.8},
    }


def test_names_that_count_the_members_of_the_only_series():
    found = book(
        ("abstract", "The role of tin in O3-type NaNi_{0.5}Mn_{0.5−y}Sn_{y}O_{2} (y = 0, 0.1 and 0.2) is examined."),
        ("heading", "Experimental"),
        ("paragraph", "The three oxides, labelled S0, S1 and S2 in order of increasing y, were made at 950 °C."),
    )
    assert {label: composition for label, (composition, _) in told(found).items()} == {
        "S0": "NaNi0.5Mn0.5O2",
        "S1": "NaNi0.5Mn0.4Sn0.1O2",
        "S2": "NaNi0.5Mn0.3Sn0.2O2",
    }


def test_the_phases_at_the_end_of_a_name():
    found = book(
        ("title", "Calcination of Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}"),
        ("abstract", "Heating at 750, 800 and 850 °C yields three materials (NMZ-P3, NMZ-P2/P3 and NMZ-P2)."),
        ("heading", "Results and discussion"),
        ("paragraph", "NMZ-P3 delivers 121 mAh g^{−1}, NMZ-P2/P3 133 mAh g^{−1} and NMZ-P2 127 mAh g^{−1}."),
    )
    assert {r.label: r.structure.phases for r in found if r.structure and r.label} == {
        "NMZ-P3": ("P3",),
        "NMZ-P2/P3": ("P2", "P3"),
        "NMZ-P2": ("P2",),
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}, NMZ for short, was fired.",
        "Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}, or NMZ in short, was fired.",
        "NMZ, i.e. Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}, was fired.",
        "NMZ, namely Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2}, was fired.",
        "We denote Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} as NMZ.",
        "Here we label the oxide Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} as NMZ.",
    ],
)
def test_names_given_in_passing(sentence):
    found = book(("heading", "Experimental"), ("paragraph", sentence))
    assert [(r.composition, r.labels) for r in found] == [("Na0.7Mn0.9Zn0.1O2", ("NMZ",))]


def test_names_that_we_give_go_in_order_with_the_formulas_before_them():
    found = book(
        ("heading", "Experimental"),
        (
            "paragraph",
            "We denote Na_{0.7}MnO_{2}, Na_{0.7}Mn_{0.9}Zn_{0.1}O_{2} and Na_{0.7}Mn_{0.8}Zn_{0.2}O_{2} as Z0, Z1 and Z2.",
        ),
    )
    assert {r.label: r.composition for r in found} == {
        "Z0": "Na0.7MnO2",
        "Z1": "Na0.7Mn0.9Zn0.1O2",
        "Z2": "Na0.7Mn0.8Zn0.2O2",
    }


def test_a_formula_with_amounts_left_open_is_no_name():
    found = book(
        ("heading", "Experimental"),
        (
            "paragraph",
            "All composites (Na_{0.6}Mn_{1−x−y}Fe_{x}Ti_{y}O_{2}, x = 0, 0.05, 0.1, y = 0, 0.05, 0.1, namely Na_{0.6}MnO_{2}, "
            "Na_{0.6}Mn_{0.95}Fe_{0.05}O_{2} and Na_{0.6}Mn_{0.95}Ti_{0.05}O_{2}, marked as L0, LF5 and LT5) were fired.",
        ),
    )
    assert {r.label: r.composition for r in found} == {
        "L0": "Na0.6MnO2",
        "LF5": "Na0.6Mn0.95Fe0.05O2",
        "LT5": "Na0.6Mn0.95Ti0.05O2",
    }


def test_a_name_and_its_formula_in_square_brackets_are_two_things():
    found = book(("abstract", "We fired the sample Na0.66 [Na0.66Ni0.27Zn0.06Mn0.67O2] in air."))
    assert [r.composition for r in found] == ["Na0.66Ni0.27Zn0.06Mn0.67O2"]


def test_amounts_in_brackets_are_amounts():
    found = book(("abstract", "We studied P2 Na(2/3)MnO(2) powders."))
    assert [(r.composition, r.structure.phases) for r in found if r.structure] == [("Na2/3MnO2", ("P2",))]


@pytest.mark.parametrize(
    ("sentence", "phases"),
    [
        ("We made Na_{0.9}Fe_{0.5}Mn_{0.5}O_{2}, whose structure is of the O3-type.", ("O3",)),
        ("We made Na_{0.9}Fe_{0.5}Mn_{0.5}O_{2}, which adopts an O3-type structure.", ("O3",)),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} is P2/O3, while Na_{0.8}MnO_{2} is P2; both were made here.", ("P2", "O3")),
        ("We made Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} and Na_{0.8}Fe_{0.4}Mn_{0.6}O_{2}. Both are P2.", ("P2",)),
        ("Here Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} (NF) and Na_{0.8}Fe_{0.5}Ti_{0.5}O_{2} (FT) are P2 oxides, NM is O3.", ("P2",)),
        ("We made Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2}. It is P2 no more when charged.", None),
        ("The P2-type Na_{x}Fe_{0.5}Mn_{0.5}O_{2} (x = 0.67) was made here.", ("P2",)),
        (
            "Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} and Na_{0.8}Fe_{0.4}Mn_{0.6}O_{2} were made; both powders are mixtures of P2 and O3.",
            ("P2", "O3"),
        ),
        ("NF, Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2}, and NM (Na_{0.8}MnO_{2}) consist of P2 and O3, whereas NK is P3.", ("P2", "O3")),
    ],
)
def test_phases_in_further_wordings(sentence, phases):
    found = book(("abstract", sentence))
    told = {r.structure.phases for r in found if r.structure and r.composition and "Fe0.5" in r.composition}
    assert told == ({phases} if phases else set())


def test_a_single_member_of_a_series_is_named_in_a_bracket():
    found = book(("abstract", "We made Na_{0.7}Mn_{1−x}Zn_{x}O_{2} and focus on x = 0.05 (Zn5). Zn5 lasts longest."))
    assert [(r.composition, r.labels) for r in found] == [("Na0.7Mn0.95Zn0.05O2", ("Zn5",))]


def test_what_names_are_said_to_be():
    found = book(
        (
            "abstract",
            "According to ICP-AES, the compositions of h-NM, h-NMC and h-NMA are identified as Na_{0.66}MnO_{2}, "
            "Na_{0.65}Mn_{0.9}Cu_{0.1}O_{2} and Na_{0.63}Mn_{0.8}Al_{0.2}O_{2}.",
        ),
    )
    assert {r.label: r.composition for r in found} == {
        "h-NM": "Na0.66MnO2",
        "h-NMC": "Na0.65Mn0.9Cu0.1O2",
        "h-NMA": "Na0.63Mn0.8Al0.2O2",
    }


def test_what_an_analysis_finds_is_no_second_meaning_of_a_name():
    found = book(
        ("abstract", "Na_{0.67}Mn_{0.9}Cu_{0.1}O_{2} (NMC) was made."),
        ("heading", "Results"),
        ("paragraph", "By ICP analysis, NMC was found to be Na_{0.65}Mn_{0.91}Cu_{0.09}O_{2}."),
    )
    assert [(r.composition, r.labels) for r in found] == [("Na0.67Mn0.9Cu0.1O2", ("NMC",))]


def test_numbers_of_names_told_behind_them():
    found = book(
        ("abstract", "We made Na_{0.67}Mn_{1−x}Mo_{x}O_{2} (x = 0.01, 0.03 and 0.05, defined as NMM-x (x = 1, 3, 5)) in air."),
    )
    assert {r.label: r.composition for r in found} == {
        "NMM-1": "Na0.67Mn0.99Mo0.01O2",
        "NMM-3": "Na0.67Mn0.97Mo0.03O2",
        "NMM-5": "Na0.67Mn0.95Mo0.05O2",
    }


def test_names_behind_each_value_of_a_series():
    found = book(
        (
            "abstract",
            "We made NaNi_{0.4−x}Mg_{x}Fe_{0.2}Mn_{0.4}O_{2}, x = 0 (M0), 0.05 (M5) and 0.1 (M10). M0, M5 and M10 are O3.",
        )
    )
    assert {r.label: r.composition for r in found} == {
        "M0": "NaNi0.4Fe0.2Mn0.4O2",
        "M5": "NaNi0.35Mg0.05Fe0.2Mn0.4O2",
        "M10": "NaNi0.3Mg0.1Fe0.2Mn0.4O2",
    }


def test_a_letter_and_a_number_is_a_name_but_not_a_figure_of_the_supplement():
    text = "We compare NaNi_{0.5}Mn_{0.5}O_{2} (S0) and NaNi_{0.45}Ca_{0.05}Mn_{0.5}O_{2} (S5). "
    assert sorted(r.label for r in book(("abstract", text + "S0 fades, S5 does not."))) == ["S0", "S5"]
    assert not {r.label for r in book(("abstract", text + "The patterns are in Figure S5 and Table S0."))} - {None}


@pytest.mark.parametrize(
    "sentence",
    [
        "Nominal Na_{0.9}Ni_{0.3}Mn_{0.4}Fe_{0.3}O_{2} was found by ICP-MS to be Na_{0.88}Ni_{0.301}Mn_{0.398}Fe_{0.301}O_{2}. "
        "In the following, it is called NMF9.",
        "Here we report Na_{0.9}Ni_{0.3}Mn_{0.4}Fe_{0.3}O_{2}. ICP-OES gives Na_{0.88}Ni_{0.301}Mn_{0.398}Fe_{0.301}O_{2}. "
        "The product is denoted as NMF9.",
        "ICP-OES gave Na_{0.88}Ni_{0.301}Mn_{0.398}Fe_{0.301}O_{2} for Na_{0.9}Ni_{0.3}Mn_{0.4}Fe_{0.3}O_{2} (NMF9).",
    ],
)
def test_a_name_is_that_of_the_nominal_composition(sentence):
    assert [(r.composition, r.labels) for r in book(("abstract", sentence))] == [("Na0.9Ni0.3Mn0.4Fe0.3O2", ("NMF9",))]


@pytest.mark.parametrize(
    ("sentence", "phases"),
    [
        ("We prepared Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} as P2/O3.", ("P2", "O3")),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} was charged. The biphasic P2/O3 pristine structure evolves to P2/P3.", ("P2", "O3")),
        ("Despite its O3 stacking, Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} is stable up to 4.2 V.", ("O3",)),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} was studied. It is O3 at the outset.", ("O3",)),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} was charged to 4.0 V. It is P3 at 4.0 V.", None),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} is of P2 type.", ("P2",)),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} was studied. The fractions of P2 and O3 are 81% and 19%, respectively.", ("P2", "O3")),
        ("Na_{0.8}Fe_{0.5}Mn_{0.5}O_{2} shows the successive appearance of O3, P3 and finally P′3.", None),
    ],
)
def test_phases_told_by_the_way(sentence, phases):
    found = [r for r in book(("abstract", sentence)) if r.composition]
    assert [r.structure.phases if r.structure else None for r in found] == [phases]


def test_samples_of_one_composition_are_named_behind_their_making():
    made = "Two samples of NaNi_{0.4}Fe_{0.2}Mn_{0.4}O_{2} were made, by spray drying (SD-NFM) and by ball milling (BM-NFM)."
    found = told(
        book(("heading", "Experimental"), ("paragraph", made), ("heading", "Results"), ("paragraph", "SD-NFM is dense."))
    )
    assert {"SD-NFM", "BM-NFM"} <= set(found)
    other = made.replace("(SD-NFM)", "(2 h)").replace("(BM-NFM)", "(PVDF)")
    assert set(told(book(("heading", "Experimental"), ("paragraph", other)))) == {None}


def test_names_behind_the_making_of_a_series():
    text = "NaNi_{0.5−x}Cu_{x}Mn_{0.5}O_{2} with x = 0, 0.1 and 0.2 was prepared by a solid-state route (C0, C10, C20)."
    found = told(book(("heading", "Experimental"), ("paragraph", text)))
    assert {label: composition for label, (composition, _) in found.items()} == {
        "C0": "NaNi0.5Mn0.5O2",
        "C10": "NaNi0.4Cu0.1Mn0.5O2",
        "C20": "NaNi0.3Cu0.2Mn0.5O2",
    }


def test_a_letter_and_a_number_is_a_name_where_the_document_uses_it():
    made = ("paragraph", "We made NaNi_{0.3}Fe_{0.4}Mn_{0.3}O_{2} (R1) by firing.")
    used = book(("heading", "Experimental"), made, ("heading", "Results"), ("paragraph", "The capacity of R1 is high."))
    assert told(used) == {"R1": ("NaNi0.3Fe0.4Mn0.3O2", "target")}
    unused = book(("heading", "Experimental"), made, ("heading", "Results"), ("paragraph", "The capacity is high."))
    assert told(unused) == {None: ("NaNi0.3Fe0.4Mn0.3O2", "target")}


def test_an_oxide_with_an_amount_never_told_keeps_its_name():
    made = ("paragraph", "Na_{x}Ni_{0.25}Mn_{0.75}O_{2} (NNMO) was obtained by a sol–gel route.")
    assert told(book(("heading", "Experimental"), made)) == {"NNMO": (None, "target")}
    told_later = ("paragraph", "Samples with x = 0.6 and 0.7 were fired.")
    assert "NNMO" not in told(book(("heading", "Experimental"), made, told_later))
