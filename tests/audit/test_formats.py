"""Annotations from five tools: read, written back, and what is said of bad ones."""

import contextlib
import json
import string

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from pipeline.audit.brat import document_name, file_name, read_brat, write_brat
from pipeline.audit.claims import claims_of
from pipeline.audit.compare import compare
from pipeline.audit.folder import read_annotations
from pipeline.audit.gold import read_gold
from pipeline.audit.labelstudio import read_tasks, write_tasks
from pipeline.audit.spans import read_jsonl
from pipeline.audit.values import Marked, Span
from tests.audit.papers import PAPER, record

CLAIM = record(1, "retention", ["NMT"], "Na2/3MnO2", percent=80.6, cycles=200, rate="1 C", low=2, cell="half", rivals=["b"])
TEXT = "NMT3 keeps 80.6% after 200 cycles."
SPANS = (Span(0, 4, "DESIGNATION"), Span(11, 16, "PERCENT"), Span(23, 33, "CYCLES"))
TRIPLES = [[s.start, s.end, s.label] for s in SPANS]


def put(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def docbin(*docs):
    return DocBin(store_user_data=True, docs=docs).to_bytes()


def doc(text=TEXT, spans=SPANS, group=None):
    made = spacy.blank("en")(text)
    found = [made.char_span(s.start, s.end, s.label, alignment_mode="expand") for s in spans]
    if group:
        made.spans[group] = found
    else:
        made.ents = found
    return made


def task(**more):
    regions = [
        {"type": "labels", "value": {"start": s.start, "end": s.end, "text": TEXT[s.start : s.end], "labels": [s.label]}}
        for s in SPANS
    ]
    return {"id": 7, "data": {"text": TEXT}, "annotations": [{"completed_by": 1, "result": regions}], **more}


ANN = "T1\tDESIGNATION 0 4\tNMT3\nT2\tPERCENT 11 16\t80.6%\nT3\tCYCLES 23 33\t200 cycles\n"

FORMS = {
    "ours": {"x.jsonl": json.dumps({"text": TEXT, "spans": TRIPLES, "style": "results"})},
    "doccano, label": {"x.jsonl": json.dumps({"id": 1, "text": TEXT, "label": TRIPLES, "Comments": []})},
    "doccano, labels": {"x.jsonl": json.dumps({"text": TEXT, "labels": TRIPLES})},
    "doccano, data": {"x.jsonl": json.dumps({"data": TEXT, "label": TRIPLES})},
    "doccano, entities": {
        "x.jsonl": json.dumps(
            {
                "text": TEXT,
                "entities": [{"id": i, "label": c, "start_offset": a, "end_offset": b} for i, (a, b, c) in enumerate(TRIPLES)],
            }
        )
    },
    "brat": {"x.txt": TEXT, "x.ann": ANN + "R1\tOf Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T1\tsure\nA1\tNegated T1\n"},
    "brat, other line ends": {"x.txt": TEXT, "x.ann": ANN.replace("\n", "\r\n")},
    "Label Studio": {"x.json": json.dumps([task()])},
    "Label Studio, another key": {"x.json": json.dumps([task(data={"abstract": TEXT})])},
    "Label Studio, one task": {"x.json": json.dumps(task())},
    "Label Studio, JSON-MIN": {
        "x.json": json.dumps(
            [{"id": 7, "text": TEXT, "label": [{"start": a, "end": b, "text": TEXT[a:b], "labels": [c]} for a, b, c in TRIPLES]}]
        )
    },
    "DocBin": {"x.spacy": docbin(doc())},
    "DocBin, spans": {"x.spacy": docbin(doc(group="sc"))},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(form, tmp_path):
    found = read_annotations([put(tmp_path, FORMS[form])])
    assert found.problems == ()
    assert [(m.text, m.spans) for m in found.marked] == [(TEXT, SPANS)]


def test_facts_of_a_paper_and_who_annotated(tmp_path):
    files = {f"{who}/a.json": json.dumps(PAPER) for who in ("ann", "bob")} | {"c.json": json.dumps({**PAPER, "annotator": "eve"})}
    found = read_annotations([put(tmp_path, files | {"README.md": "not one", ".hidden.json": "{", "sub/notes.txt": "no"})])
    assert [(g.document, g.annotator) for g in found.golds] == [("c", "eve"), ("a", "ann"), ("a", "bob")]
    assert found.problems == ()


def test_the_annotator_of_a_text_is_the_one_named_else_the_folder_or_the_file(tmp_path):
    line = json.dumps({"text": TEXT, "label": TRIPLES})
    two = [
        {"completed_by": {"id": 3, "email": "ann@x.org"}, "result": []},
        {"completed_by": 5, "result": [], "was_cancelled": True},
    ]
    files = {
        "ann/x.txt": TEXT,
        "ann/x.ann": ANN,
        "bob.jsonl": line,
        "in/eve.jsonl": line,
        "t.json": json.dumps([task(annotations=two)]),
        "u.jsonl": json.dumps({"text": TEXT, "label": [], "annotator": "kim"}),
    }
    assert [m.annotator for m in read_annotations([put(tmp_path, files)]).marked] == ["bob", "ann@x.org", "kim", "ann", "in/eve"]


BAD = {
    "a line that is no JSON": (
        {"x.jsonl": '{"text": "a", "spans": []}\n{"text": \n{"text": "b", "spans": []}\n'},
        "x.jsonl:2: is no JSON",
        2,
    ),
    "a line of another form": ({"x.jsonl": '[1]\n{"text": "b", "spans": []}\n'}, "x.jsonl:1: an object", 1),
    "no mentions": ({"x.jsonl": '{"text": "b"}'}, "x.jsonl:1: there are no mentions", 0),
    "a label of the whole text": ({"x.jsonl": '{"text": "b", "label": ["good"]}'}, "x.jsonl:1: a mention is", 0),
    "a place outside": (
        {"x.jsonl": '{"text": "b", "label": [[0, 5, "PHASE"]]}'},
        "0–5 (PHASE) does not lie in the text of 1 characters",
        0,
    ),
    "a place that is no number": ({"x.jsonl": '{"text": "b", "label": [[0, "1", "PHASE"]]}'}, "is no whole number", 0),
    "no label": ({"x.jsonl": '{"text": "b", "label": [[0, 1, ""]]}'}, "has no label", 0),
    "another encoding": ({"x.jsonl": '{"text": "é"}'.encode("latin-1")}, "x.jsonl: is not UTF-8 text", 0),
    "broken JSON": ({"x.json": '{\n"materials": [\n'}, "x.json:3: is no JSON", 0),
    "other JSON": ({"x.json": '{"name": 1}'}, "x.json: is no annotation", 0),
    "a number": ({"x.json": "3"}, "x.json: is no annotation", 0),
    "too deep": ({"x.json": "[" * 100000}, "x.json: is nested too deeply", 0),
    "a wrong fact": ({"x.json": '{"materials": [{"id": "a", "role": "king"}]}'}, "materials, entry 1: the role 'king'", 0),
    "no DocBin": ({"x.spacy": b"not a DocBin"}, "x.spacy: is no spaCy DocBin", 0),
    "an empty DocBin": ({"x.spacy": b""}, "x.spacy: is no spaCy DocBin", 0),
    "no text beside it": ({"x.ann": ANN}, "x.ann: the text x.txt is not beside it", 0),
    "a changed text": (
        {"x.txt": TEXT.replace("80.6", "81.7"), "x.ann": ANN},
        "x.ann:2: the text at 11–16 is '81.7%', not '80.6%'",
        1,
    ),
    "a mention in pieces": ({"x.txt": TEXT, "x.ann": "T1\tPHASE 0 4;11 16\tNMT3 80.6%\n"}, "x.ann:1: a mention in pieces", 1),
    "no mention": ({"x.txt": TEXT, "x.ann": "T1 PHASE 0 4 NMT3\n"}, "x.ann:1: is no mention", 1),
    "beyond the end": ({"x.txt": TEXT, "x.ann": "T1\tPHASE 0 400\tNMT3\n"}, "x.ann:1: the mention at 0–400", 1),
    "a task without a text": (
        {"x.json": json.dumps([{"id": 4, "data": {"image": 3}}, task()])},
        "x.json: task 1 (id 4): no text",
        1,
    ),
    "a region elsewhere": (
        {"x.json": json.dumps([task(data={"text": "Another text, longer than the first one was."})])},
        "is not 'NMT3'",
        1,
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_and_the_others_are_read(case, tmp_path, monkeypatch):
    files, error, texts = BAD[case]
    monkeypatch.chdir(tmp_path)
    put(tmp_path, {**{f"here/{k}": v for k, v in files.items()}, "here/z.jsonl": json.dumps({"text": TEXT, "spans": TRIPLES})})
    found = read_annotations(["here"])
    assert error in str(found.problems[0])
    assert str(found.problems[0]).startswith("here/x.")
    assert len(found.marked) == texts + 1
    assert found.marked[-1].spans == SPANS


def test_a_document_annotated_twice_by_one_person_is_a_problem(tmp_path):
    put(tmp_path, {"a.json": json.dumps(PAPER), "b.json": json.dumps({**PAPER, "document": "a"})})
    found = read_annotations([tmp_path])
    assert len(found.golds) == 1
    assert "a is annotated in" in found.problems[0].error


def test_a_place_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_annotations([tmp_path / "nowhere"])


def test_places_counted_as_a_browser_counts():
    text = "𝑥 = 0.1 in NMT3"  # the first letter is two units of UTF-16
    region = {"value": {"start": 12, "end": 16, "text": "NMT3", "labels": ["DESIGNATION"]}}
    marked, problems = read_tasks([{"data": {"text": text}, "annotations": [{"result": [region]}]}], "x", "x", "")
    assert problems == []
    assert marked[0].spans == (Span(11, 15, "DESIGNATION"),)


def test_a_mention_over_two_lines_is_written_in_pieces(tmp_path):
    (path,) = write_brat([Marked("P2\n\ntype", (Span(0, 8, "PHASE"),), "d")], tmp_path)
    assert path.read_text() == "T1\tPHASE 0 2;4 8\tP2 type\n"
    assert read_annotations([tmp_path]).marked[0].spans == (Span(0, 8, "PHASE"),)


names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
labels = st.text(string.ascii_letters + "_", min_size=1, max_size=8)


@st.composite
def marked_texts(draw):
    text = draw(st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r\t 𝑥"), min_size=1, max_size=40))
    spans = set()
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if text[start:end].strip() == text[start:end]:
            spans.add(Span(start, end, draw(labels)))
    return Marked(text, tuple(sorted(spans)), draw(names), draw(st.sampled_from(["", "ann", "bob/2"])))


def same(one, two):
    def keys(side):
        return sorted({(m.text, m.spans, m.document, m.annotator) for m in side})

    return keys(one) == keys(two)


@given(st.lists(marked_texts(), max_size=4))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_label_studio_gives_back_what_was_written(marked):
    read, problems = read_tasks(json.loads(json.dumps(write_tasks(marked))), "x", "x", "")
    assert problems == []
    assert same(read, marked)


@given(marked=st.lists(marked_texts(), max_size=4))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_brat_gives_back_what_was_written(marked, tmp_path_factory):
    folder = tmp_path_factory.mktemp("brat")
    write_brat(marked, folder)
    found = read_annotations([folder])
    assert found.problems == ()
    assert same(found.marked, marked)


@given(names)
def test_a_file_name_is_safe_and_gives_the_document_back(name):
    file = file_name(name)
    assert not set(file) & set('/\\:*?"<>|~\n')
    assert file not in (".", "..")
    assert document_name(file) == document_name(f"{file}~2") == name


def test_a_long_name_is_cut():
    assert len(file_name("ä" * 500)) == 120
    assert file_name("ä" * 500) != file_name("ä" * 499)


@given(st.binary(max_size=60), st.binary(max_size=60))
@settings(deadline=None)
def test_no_bytes_break_a_reader(one, two):
    read_brat(one, two, "x", "x", "")
    with contextlib.suppress(ValueError):  # not UTF-8
        read_jsonl(one, "x", "x", "")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "data", "label", "spans", "annotations", "result", "value", "start", "end", "labels", "materials", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(value=json_values)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_json_breaks_a_reader(value, tmp_path_factory):
    folder = tmp_path_factory.mktemp("json")
    put(folder, {"x.json": json.dumps(value), "y.jsonl": json.dumps(value)})
    read_annotations([folder])


def places(value, path=()):
    """Yield the path of every value in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*path, key)
        yield from places(below, (*path, key))


def changed(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@given(st.sampled_from(sorted(places(PAPER), key=str)), json_values, st.sampled_from(sorted(places(CLAIM), key=str)), json_values)
@settings(deadline=None, max_examples=200)
def test_a_value_of_a_wrong_kind_is_named_or_never_agrees(path, value, place, other):
    try:
        gold = read_gold(changed(PAPER, path, value), "a")
    except (ValueError, TypeError, AttributeError, KeyError):  # all of them become a problem of the file
        gold = read_gold(PAPER, "a")
    claim = changed(CLAIM, place, other)
    result = compare(gold, claims_of([claim | {"document": "a", "property": "retention"}]))
    for counts in result.levels.values():
        assert min(counts.right, counts.false, counts.missed) >= 0
