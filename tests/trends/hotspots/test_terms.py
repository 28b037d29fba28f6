import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.trends.hotspots.model import Settings
from pipeline.trends.hotspots.tables import DROPPED, thesaurus, words
from pipeline.trends.hotspots.terms import candidates
from pipeline.trends.hotspots.tokens import BREAK, Reader, long_form, singular, tokens

from .corpora import publication, titled


def found(publications, **changes):
    result = candidates(publications, Settings(minimum_occurrences=1, **changes))
    return dict(zip(result.labels, np.asarray((result.matrix > 0).sum(axis=0)).ravel().tolist()))


def forms(text):
    read = tokens(titled(text))
    return [read.forms[w] if w != BREAK else "|" for w in read.word.tolist()]


@pytest.mark.parametrize(
    "name",
    [
        "sodium-ion batteries", "Sodium Ion Battery", "Na-ion batteries", "SIBs", "sodium\u2010ion battery",
        "Na\u2013ion Batteries",
        "NIBs", "rechargeable sodium-ion batteries", "SODIUM-ION BATTERIES",
    ],
)  # fmt: skip
def test_names_of_one_thing_are_one_term(name):
    assert found([publication(1, keywords=[name])]) == {"sodium-ion battery": 1}


def test_a_title_gives_its_noun_phrases():
    titles = ["Novel layered oxides for hydrogen storage", "Layered oxide and hydrogen storage: a review"]
    assert found(titled(*titles)) == {"hydrogen storage": 2, "layered oxide": 2}


def test_a_formula_keeps_its_case_and_its_markup_goes():
    assert found(titled("On Na<sub>2</sub>Ti<sub>3</sub>O<sub>7</sub>")) == {"Na2Ti3O7": 1}


def test_rounded_thirds_in_formulas_are_thirds():
    assert forms("Na0.67Ni0.33Mn0.67O2") == forms("Na2/3Ni1/3Mn2/3O2") == ["na2/3ni1/3mn2/3o2", "|"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nano-sheets of MXenes", ["nanosheet", "|", "mxene", "|"]),
        ("sulphide fibres", ["sulfide", "fiber", "|"]),
        ("analyses of kinetics", ["analysis", "|", "kinetics", "|"]),
        ("carbon-coated (LiFePO4)", ["carbon", "coated", "|", "lifepo4", "|", "|"]),
        ("120 mAh g-1 at 5 C", ["|", "|", "|", "|", "|", "|", "|"]),
        ("P2/O3 intergrowth", ["p2/o3", "intergrowth", "|"]),
        ("cathode/electrolyte", ["cathode", "|", "electrolyte", "|"]),
        ("Prussian blue's frameworks", ["prussian", "blue", "framework", "|"]),
        ("K4[Fe(CN)6], pure", ["k4[fe(cn)6]", "|", "|", "|"]),
        ("cells (SIBs)", ["cell", "|", "sib", "|", "|"]),
    ],
)
def test_words_are_read_in_their_normal_form(text, expected):
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("plural", "one"),
    [("batteries", "battery"), ("processes", "process"), ("phases", "phase"), ("gas", "gas"), ("analyses", "analysis"),
     ("vacancies", "vacancy"), ("kinetics", "kinetics"), ("glasses", "glass"), ("boxes", "box"), ("ties", "tie"),
     ("species", "species"), ("virus", "virus"), ("mos2", "mos2")],
)  # fmt: skip
def test_plurals(plural, one):
    assert singular(plural, words()) == one


@pytest.mark.parametrize(
    ("short", "before", "expected"),
    [
        ("SEI", "the solid electrolyte interphase", ["solid", "electrolyte", "interphase"]),
        ("NVP", "cathodes of sodium vanadium phosphate", None),  # N begins no word
        ("XRD", "by X-ray diffraction", ["X-ray", "diffraction"]),
        ("ABC", "nothing like it", None),
    ],
)
def test_the_long_form_of_an_abbreviation(short, before, expected):
    assert long_form(short, before.split()) == expected


def test_an_abbreviation_defined_twice_joins_its_long_form():
    texts = ["Reverse osmosis membranes (ROM) for water", "Better reverse osmosis membranes (ROMs)", "ROM fouling"]
    assert found(titled(*texts))["reverse osmosis membrane"] == 3


def test_an_abbreviation_defined_in_two_ways_joins_neither():
    texts = ["Reverse osmosis membranes (ROM)", "Read only memory (ROM)"]
    assert found(titled(*texts, *texts))["ROM"] == 4


def test_a_word_of_argument_is_no_term():
    abstracts = [publication(n, "Spinel glass", abstract="The bottlenose remains.") for n in range(12)]
    assert found(abstracts) == {"spinel glass": 12}


def test_all_capitals_are_not_how_a_term_is_written():
    records = [publication(1, index_terms=["BIT-PATTERNED MEDIA"]), publication(2, index_terms=["BIT-PATTERNED MEDIA"])]
    assert list(found(records)) == ["bit-patterned medium"]


def test_users_thesaurus_goes_first(tmp_path):
    own = tmp_path / "own.tsv"
    own.write_text("preferred\tvariants\nsodium cell\tsodium-ion battery|SIB\n-\tglass\n", "utf-8")
    result = candidates(titled("Sodium-ion batteries of glass", "SIBs"), Settings(minimum_occurrences=1), own)
    assert result.labels == ("sodium cell",)


@pytest.mark.parametrize(
    ("text", "message"),
    [("a\tb\n", "line 1 lacks the column preferred"), ("preferred\tvariants\nx\t\n", "line 2 has no variants")],
)
def test_a_bad_thesaurus_is_named(tmp_path, text, message):
    own = tmp_path / "own.tsv"
    own.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=rf"own\.tsv: {message}"):
        candidates(titled("x"), Settings(), own)


def test_every_row_of_the_thesaurus_can_match_and_none_contradicts_another():
    reader, meaning = Reader(), {}
    for preferred, variants in thesaurus():
        for variant in variants:
            read = tuple(reader.forms[w] for w in reader.words(variant))
            assert 0 < len(read) <= 6, variant
            assert meaning.setdefault(read, preferred) == preferred, variant
        if preferred != DROPPED and reader.words(preferred):
            read = tuple(reader.forms[w] for w in reader.words(preferred))
            assert meaning.setdefault(read, preferred) == preferred, preferred


def test_terms_need_the_minimum_of_publications():
    titles = ["Spinel glass"] * 3 + ["Zeolite foam"] * 2
    assert candidates(titled(*titles), Settings(minimum_occurrences=3)).labels == ("spinel glass",)


@settings(deadline=None, max_examples=25)
@given(st.permutations(["Layered oxides (LOs)", "layered oxide foam", "Foam of spinel", "SIB spinel foam", "LO foam"]))
def test_the_order_of_publications_does_not_matter(titles):
    assert found(titled(*titles)) == found(titled(*sorted(titles)))


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_taken(texts):
    candidates(titled(*texts, abstract="".join(texts), keywords=texts), Settings(minimum_occurrences=1))


def test_nothing_gives_nothing():
    assert candidates([], Settings()).labels == ()
    assert candidates(titled("", None), Settings()).labels == ()
