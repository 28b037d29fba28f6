"""Samples told by their making or by an amount: which names a list gives, and which sample a description means."""

import pytest

from tests.test_materials import book, told

COMPOUND = "NaNi_{0.5}Mn_{0.5}O_{2}"


def mentions(experimental, results):
    found = book(
        ("title", "Layered oxides"),
        ("heading", "Experimental"),
        ("paragraph", experimental),
        ("heading", "Results"),
        ("paragraph", results),
    )
    return [found.get(m.material_id).label for m in found.mentions(4)]


@pytest.mark.parametrize(
    ("experimental", "results", "expected"),
    [
        (
            f"{COMPOUND} was calcined at 800, 850 and 900 °C in air.",
            "The sample calcined at 900 °C keeps more of its capacity than the 800 °C sample.",
            ["900 °C", "800 °C"],
        ),
        (
            f"{COMPOUND} was sintered at 850 and 900 °C, and the products were labelled NNM-A85 and NNM-A90.",
            "The samples sintered at 850 and 900 °C were compared.",
            ["NNM-A85", "NNM-A90"],
        ),
        (
            f"{COMPOUND} was fired for 6 and 12 h. The powders are called F6 and F12.",
            "The powder fired for 12 h is coarser than F6.",
            ["F12", "F6"],
        ),
        (
            f"{COMPOUND} was made by a sol-gel route (SG-NM) and by a solid-state route (SS-NM).",
            "The sol-gel sample is finer than the sample made by a solid-state reaction.",
            ["SG-NM", "SS-NM"],
        ),
        (
            f"{COMPOUND} was annealed in air (NMA-A) or in oxygen (NMA-O).",
            "The material annealed in oxygen beats the air-annealed material.",
            ["NMA-O", "NMA-A"],
        ),
        (
            f"{COMPOUND} was obtained from spray-dried and co-precipitated precursors, denoted as SD and CP, respectively.",
            "The values of the spray-dried and the co-precipitated material differ.",
            ["SD", "CP"],
        ),
        (
            f"{COMPOUND} was synthesised by microwave heating and by conventional heating; these are labelled MW-NM and CH-NM.",
            "The conventionally heated sample is coarser than MW-NM.",
            ["CH-NM", "MW-NM"],
        ),
        (
            f"{COMPOUND} was sintered at 900 °C for 10 h, 15 h and 20 h.",
            "The samples sintered for 10 h and 20 h are worse than the 15 h sample.",
            ["10 h", "20 h", "15 h"],
        ),
        (
            f"{COMPOUND} was fired for 12 h at 850 and 900 °C.",
            "NNM-900 and NNM-850 keep 80% and 70% of their capacity. The sample fired at 900 °C is NNM-900, not NNM-850.",
            ["NNM-900", "NNM-850", "NNM-900", "NNM-900", "NNM-850"],
        ),
        (
            f"{COMPOUND} was calcined at various temperatures of 850, 900 and 950 °C for 12 h.",
            "When calcined at 900 °C, the material is best. The 850 °C and 950 °C samples are worse.",
            ["900 °C", "850 °C", "950 °C"],
        ),
        (
            f"Samples N1.00 and N1.03 of {COMPOUND} correspond to other ratios of sodium.",
            "N1.03 is better than N1.00.",
            ["N1.03", "N1.00"],
        ),
        (
            f"{COMPOUND} was prepared by electrospinning (ES-NM) and by solid-state reaction (SS-NM).",
            "The electrospun sample is finer than the sample prepared by the solid-state reaction.",
            ["ES-NM", "SS-NM"],
        ),
        (
            f"{COMPOUND} was prepared from freeze-dried (FD) and oven-dried (OD) precursors.",
            "The FD sample is finer than the oven-dried sample.",
            ["FD", "OD"],
        ),
        (
            f"{COMPOUND} was milled with 2, 4 and 6 wt% of carbon (samples C2, C4 and C6).",
            "C4 is better than the sample with 6 wt% of carbon.",
            ["C4", "C6"],
        ),
        (
            f"{COMPOUND} was doped; Z-0, Z-2 and Z-5 contain 0, 2 and 5 mol% Zn.",
            "Z-5 is better than Z-0. With 2 mol% Zn the retention lies between.",
            ["Z-5", "Z-0", "Z-2"],
        ),
        (
            f"{COMPOUND} was coated with 1 and 3 wt% MgO; the samples are named A1 and A3. The uncoated powder is named A0.",
            "A3 and A0 are shown, and the 1 wt% coated sample.",
            ["A3", "A0", "A1"],
        ),
    ],
)
def test_a_description_means_the_sample_made_so(experimental, results, expected):
    assert mentions(experimental, results) == expected


@pytest.mark.parametrize(
    ("experimental", "results"),
    [
        (f"{COMPOUND} (NNM) was calcined at 450 and 850 °C.", "NNM keeps its capacity at 55 °C."),  # two steps of one firing
        (f"{COMPOUND} (NNM) was made. Cells were tested at 25 and 55 °C.", "NNM was stored at 55 °C."),  # of a test
        (f"{COMPOUND} (NNM) was made. Electrodes were dried at 80 or 120 °C.", "NNM was tested at 60 °C, the cell at 80 °C."),
        (f"{COMPOUND} (NNM) was heated at 900 °C.", "NNM is stable; with 5 wt% binder it is not."),
        (f"{COMPOUND} (NNM) was mixed with carbon black (CB) and binder (BI).", "NNM is stable."),
    ],
)
def test_near_misses_make_no_samples(experimental, results):
    assert mentions(experimental, results) == ["NNM"]


def test_the_sample_with_nothing_added_is_the_compound():
    found = book(
        ("title", "Zinc"),
        ("heading", "Experimental"),
        ("paragraph", f"{COMPOUND} was doped; Z-0 and Z-2 contain 0 and 2 mol% Zn."),
        ("heading", "Results"),
        ("paragraph", "Z-2 is better than Z-0."),
    )
    assert told(found) == {"Z-0": ("NaNi0.5Mn0.5O2", "pristine"), "Z-2": (None, "target")}
