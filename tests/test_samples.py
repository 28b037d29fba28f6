"""Values of samples that a sentence tells by a word: bare and treated, in brackets, in one phrase, and in lists of members."""

import pytest

from pipeline.extract import extract
from tests.test_materials import document

PAIR = "NaNi_{0.5}Mn_{0.5}O_{2} (NM) and NaNi_{0.5}Mn_{0.4}Ti_{0.1}O_{2} (NMT) were prepared."
COATED = "NaNi_{0.5}Mn_{0.5}O_{2} (NM) was coated with MgO (NM@MgO)."
THREE = (
    "NaNi_{0.5}Mn_{0.5}O_{2} (NM), NaNi_{0.5}Mn_{0.4}Ti_{0.1}O_{2} (NMT) and NaNi_{0.45}Zn_{0.05}Mn_{0.4}Ti_{0.1}O_{2} (NZMT) "
    "were prepared."
)
SERIES = "NaNi_{0.5}Mn_{0.5−x}Ti_{x}O_{2} (x = 0, 0.1 and 0.2) powders are denoted as T0, T10 and T20, respectively."


def values(experimental, results):
    facts = extract(
        document(
            ("title", "Layered oxides"),
            ("heading", "Experimental"),
            ("paragraph", experimental),
            ("heading", "Results"),
            ("paragraph", results),
        )
    )
    told = [f for f in facts if f.property in ("retention", "capacity")]
    return [(f.subject.label, f.values.get("percent", f.values.get("value"))) for f in told]


@pytest.mark.parametrize(
    ("experimental", "results", "expected"),
    [
        (
            COATED,
            "The retention after 100 cycles at 1 C rises from 63.7% for the bare material to 81.2% for the coated one.",
            [("NM", 63.7), ("NM@MgO", 81.2)],
        ),
        (
            COATED,
            "The bare and coated electrodes deliver 131.0 and 128.4 mAh g^{−1} at 0.1 C, respectively.",
            [("NM", 131.0), ("NM@MgO", 128.4)],
        ),
        (
            PAIR,
            "The capacity retention grows from 54.7% (pristine) to 82.2% (Ti-doped) after 200 cycles at 1 C.",
            [("NM", 54.7), ("NMT", 82.2)],
        ),
        (
            PAIR,
            "The unsubstituted material keeps 60% of its capacity after 100 cycles at 1 C, the substituted material 80%.",
            [("NM", 60), ("NMT", 80)],
        ),
        (THREE, "The co-doped electrode delivers 85 mAh g^{−1} at 5 C.", [("NZMT", 85)]),
        (
            COATED,
            "Unlike the bare sample, of which 58% of the capacity is left after 100 cycles at 1 C, the coated sample keeps 82%.",
            [("NM", 58), ("NM@MgO", 82)],
        ),
        (
            SERIES,
            "Raising x from 0 to 0.2 lifts the capacity retention after 100 cycles at 1 C from 60% to 82%.",
            [],
        ),
        (THREE, "The doped electrode delivers 85 mAh g^{−1} at 5 C.", []),  # either of two
        (
            SERIES,
            "For x = 0, 0.1 and 0.2, the capacity retentions are 60%, 71% and 82% after 100 cycles at 1 C.",
            [("T0", 60), ("T10", 71), ("T20", 82)],
        ),
        (PAIR, "NM was studied first. The slowly cooled sample keeps 60% of its capacity after 100 cycles at 1 C.", []),
        (COATED, "After 100 cycles at 1 C, Ti-doped NM keeps 70% of its capacity.", [("Ti-doped NM", 70)]),
    ],
)
def test_samples_told_by_a_word(experimental, results, expected):
    assert values(experimental, results) == expected
