"""Paragraphs that tell of other people's work: how far they go on, and what they give to nobody."""

import pytest

from pipeline.extract import extract
from pipeline.link import goes_on_of_others
from tests.test_materials import document

OTHERS, OWN = (True, "work"), (False, "")


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("It keeps 72% after 100 cycles.", "introduction", OTHERS),
        ("The resulting electrode keeps 72% after 100 cycles.", "introduction", OTHERS),
        ("Here, a doped oxide is presented.", "introduction", OWN),
        ("We therefore added zinc.", "introduction", OWN),
        ("The initial capacity of their cathode was 117 mAh/g.", "results", OTHERS),
        ("Its retention was 75% after 50 cycles.", "results", OTHERS),
        ("In that study, 70% was left after 500 cycles.", "results", OTHERS),
        ("The capacity is 117 mAh/g at 1 C.", "results", OWN),  # points nowhere
        ("In this work, 80% is left after 500 cycles.", "results", OWN),
    ],
)
def test_how_far_a_report_of_others_goes_on(text, section, expected):
    assert goes_on_of_others(text, section, cited=False, named=False, before="work") == expected


@pytest.mark.parametrize(
    ("text", "section", "cited", "after"),
    [
        ("Guo et al. prepared a coated cathode.", "results", False, "work"),
        ("Xu and co-workers found 70%.", "results", True, "work"),
        ("Coating helps as well.", "introduction", True, "work"),
        ("Coating helps as well.", "results", True, ""),  # a mark alone may support an own finding
        ("This is similar to what Guo et al. reported.", "results", True, "people"),
        ("The powder was made by the method of Guo et al.", "experimental", True, "people"),
    ],
)
def test_what_opens_a_report_of_others(text, section, cited, after):
    assert goes_on_of_others(text, section, cited=cited, named=False) == (False, after)


def values(*blocks):
    facts = extract(document(*blocks))
    return [
        (f.property, f.values.get("percent", f.values.get("value"))) for f in facts if f.property in ("retention", "capacity")
    ]


NMZ = "NaNi_{0.45}Mn_{0.5}Zr_{0.05}O_{2} (NMZ) keeps 84.9% of its capacity after 300 cycles at 1 C."


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("Xu and co-workers found 70.2% after 200 cycles.^{3} The initial capacity of their oxide was 117 mAh g^{−1}.", []),
        ("The retention exceeds the literature value of 75.0% after 200 cycles.^{3}", []),
        ("This agrees with the results of Xu et al.^{3} They obtained 78.0% after 200 cycles.", []),
        ("This agrees with Xu et al.^{3} It delivers 117 mAh g^{−1} at 1 C.", [("capacity", 117)]),
    ],
)
def test_values_of_others_are_given_to_nobody(more, expected):
    blocks = (("title", "Zirconium"), ("heading", "Results"), ("paragraph", f"{NMZ} {more}"))
    assert values(*blocks) == [("retention", 84.9), *expected]


def test_a_work_of_others_is_told_to_its_end():
    told = "Guo et al. prepared a copper-doped cathode.^{4} It shows a capacity retention of 72.5% after 100 cycles at 1 C."
    blocks = (("title", "Zr"), ("heading", "Introduction"), ("paragraph", told), ("heading", "Results"), ("paragraph", NMZ))
    assert values(*blocks) == [("retention", 84.9)]
