"""Names of treated samples: a known name with an element, an oxide or a shell is a sample of its own, beside the bare one."""

import pytest

from pipeline.materials.treated import parted
from tests.test_materials import book, told

BARE = "NaNi_{0.4}Fe_{0.2}Mn_{0.4}O_{2} (NFM) was prepared at 850 °C."


@pytest.mark.parametrize(
    ("sentence", "name", "composition"),
    [
        ("The discharge capacities of Mg-NFM and NFM are 128 and 133 mAh g^{−1}.", "Mg-NFM", None),
        ("Only NFM-Mg and NFM were cycled.", "NFM-Mg", None),
        ("TiF-NFM was made as NFM was.", "TiF-NFM", None),
        ("The surface of ZnO-NFM is rougher than that of NFM.", "ZnO-NFM", None),
        ("NFM@ZrO_{2} is NFM under zirconia.", "NFM@ZrO2", "NaNi0.4Fe0.2Mn0.4O2@ZrO2"),
        ("Al_{2}O_{3}@NFM is NFM under alumina.", "Al2O3@NFM", "NaNi0.4Fe0.2Mn0.4O2@Al2O3"),
        ("NFM@3NNO is NFM under a niobate.", "NFM@3NNO", None),
        ("NFM/PPy is NFM in a polymer.", "NFM/PPy", None),
        ("Mg-doped NFM is softer than NFM.", "Mg-doped NFM", None),
        ("Ti-doped NFM (NFMT) is softer than NFM. NFMT was washed.", "NFMT", None),
        ("NFM coated with Na_{3}PO_{4} (NPO-NFM) is softer than NFM.", "NPO-NFM", None),
        ("Mg-NFM is softer than NFM; Mg-doped NFM was washed.", "Mg-NFM", None),
    ],
)
def test_a_name_with_something_added_is_a_sample_of_its_own(sentence, name, composition):
    found = book(("title", "Layered oxides"), ("heading", "Experimental"), ("paragraph", f"{BARE} {sentence}"))
    assert {k: v[0] for k, v in told(found).items()} == {"NFM": "NaNi0.4Fe0.2Mn0.4O2", name: composition}
    assert told(found)["NFM"][1] == "pristine"


@pytest.mark.parametrize(
    "sentence",
    [
        "The O3-NFM powder was cast on foil.",  # phases in front
        "Na-NFM cells were assembled.",  # the partner of a half cell
        "NFM//HC cells were assembled.",  # the partner of a full cell
        "The NFM-XRD patterns are sharp.",  # a method
        "The Fe-containing NFM is hard.",  # what it has anyway
        "The Fe-substituted NFM is hard.",
        "Heat-treated NFM is hard.",
    ],
)
def test_near_misses_name_no_further_sample(sentence):
    found = book(("title", "Layered oxides"), ("heading", "Experimental"), ("paragraph", f"{BARE} {sentence}"))
    assert [name for name in told(found) if name != "NFM"] == []


def test_the_ways_to_part_a_name():
    assert list(parted("Al-NMN")) == [("NMN", "Al")]
    assert list(parted("O3-NFM")) == []
    assert list(parted("NM-C")) == []  # a letter behind a dash may be anything
    assert list(parted("NM@C")) == [("NM", "C")]
