"""Which files a run reads, what they are called, and what is said of the others."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import Duplicate, Failure, find, likely_pages, shown, supplement_matcher
from tests.support.pdfs import pdf


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """Write files below an empty current folder: name → content."""
    monkeypatch.chdir(tmp_path)

    def write(files):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


def names(found):
    return [source.name for source in found.sources]


def test_folders_are_searched_to_the_bottom_in_a_fixed_order_and_hidden_files_passed_over(corpus):
    corpus(
        {"in/b.pdf": "1", "in/A.PDF": "2", "in/deep/er/c.Pdf": "3", "in/notes.txt": "4", "in/._b.pdf": "5", "in/.git/d.pdf": "6"}
    )
    found = find(["in"])
    assert names(found) == ["A", "b", "c"]
    assert [str(s.path) for s in found.sources] == ["in/A.PDF", "in/b.pdf", "in/deep/er/c.Pdf"]
    assert found.failures == ()


def test_the_order_of_the_arguments_does_not_matter_and_a_path_given_twice_is_one(corpus):
    corpus({"in/a.pdf": "1", "in/b.pdf": "2", "c.pdf": "3"})
    assert find(["in", "c.pdf", "in/b.pdf", "./c.pdf"]) == find(["c.pdf", "in"])


def test_a_file_named_by_hand_is_taken_whatever_its_name(corpus):
    corpus({"paper": "1", ".hidden.pdf": "2"})
    assert names(find(["paper", ".hidden.pdf"])) == [".hidden", "paper"]


def test_names_with_spaces_and_letters_of_other_scripts(corpus):
    corpus({"in/Überblick über 钠.pdf": "1", "in/two words.pdf": "2"})
    assert names(find(["in"])) == ["two words", "Überblick über 钠"]


def test_a_name_that_is_not_utf_8_can_still_be_written_down(corpus):
    folder = corpus({})
    (folder / os.fsdecode(b"\xff.pdf")).write_bytes(b"1")
    found = find(["."])
    assert names(found) == ["\\xff"]
    assert shown(found.sources[0].path) == "\\xff.pdf"


def test_a_place_that_does_not_exist(corpus):
    corpus({})
    with pytest.raises(FileNotFoundError):
        find(["nowhere"])


def test_an_empty_folder_is_a_note(corpus):
    corpus({"in/readme.txt": "1"})
    found = find(["in"])
    assert (found.sources, found.failures, found.notes) == ((), (), ("no PDF in in",))


def test_the_same_bytes_are_one_document_and_the_first_path_in_sorted_order_names_it(corpus):
    corpus({"in/z.pdf": "same", "in/m.pdf": "other", "in/b/twin.pdf": "same", "in/k.pdf": "same"})
    found = find(["in"])
    assert names(found) == ["twin", "m"]
    assert [(str(d.path), str(d.first)) for d in found.duplicates] == [
        ("in/k.pdf", "in/b/twin.pdf"),
        ("in/z.pdf", "in/b/twin.pdf"),
    ]
    assert all(isinstance(d, Duplicate) for d in found.duplicates)
    assert found.failures == ()


def test_other_papers_of_the_same_name_keep_names_apart(corpus):
    corpus({"a/paper.pdf": "1", "b/paper.pdf": "2", "c/Paper.pdf": "3"})
    first, second, third = names(find(["."]))
    assert first == "paper"
    assert second == "paper~d4735e3a"  # the first eight digits of the SHA-256 sum of "2"
    assert third == "Paper~4e074085"


def test_what_is_not_a_file_is_said_and_opened_by_nobody(corpus):
    folder = corpus({"in/good.pdf": "1", "in/folder.pdf/notes.txt": "2", "in/full.pdf/paper.pdf": "3", "in/moved.pdf": "4"})
    (folder / "in" / "dangling.pdf").symlink_to("gone.pdf")
    (folder / "in" / "loop.pdf").symlink_to("loop.pdf")
    os.mkfifo(folder / "in" / "pipe.pdf")
    found = find(["in"])
    assert names(found) == ["paper", "good", "moved"]
    assert [(f.path, f.stage) for f in found.failures] == [
        ("in/dangling.pdf", "open"),
        ("in/folder.pdf", "open"),
        ("in/loop.pdf", "open"),
        ("in/pipe.pdf", "open"),
    ]
    assert found.failures[0].error == "is a link to gone.pdf, which does not exist"
    assert found.failures[1].error == "is a folder, not a PDF file"
    assert found.failures[3].error == "is not a regular file"


def test_a_folder_named_like_a_pdf_given_by_hand(corpus):
    corpus({"x.pdf/readme": "1"})
    assert find(["x.pdf"]).failures == (Failure("x.pdf", "open", "is a folder, not a PDF file"),)


def test_a_file_that_vanishes_between_finding_and_hashing(corpus):
    folder = corpus({"in/a.pdf": "1", "in/b.pdf": "2"})
    found = find(["in"], progress=lambda done: (folder / "in" / "b.pdf").unlink(missing_ok=True))
    assert names(found) == ["a"]
    assert found.failures == (Failure("in/b.pdf", "open", "vanished while the run was looking at it"),)


def test_a_file_that_may_not_be_read(corpus, monkeypatch):
    corpus({"in/a.pdf": "1", "in/locked.pdf": "2"})
    import pipeline.ingest

    real = pipeline.ingest.Path.read_bytes

    def refuse(path):
        if path.name == "locked.pdf":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(pipeline.ingest.Path, "read_bytes", refuse)
    found = find(["in"])
    assert names(found) == ["a"]
    assert found.failures == (Failure("in/locked.pdf", "open", "may not be read: give yourself the right to read it (chmod +r)"),)


def test_links_that_go_in_a_circle_end(corpus):
    folder = corpus({"in/a.pdf": "1", "in/sub/b.pdf": "2"})
    (folder / "in" / "sub" / "up").symlink_to(folder / "in")
    assert names(find(["in"])) == ["a", "b"]


@pytest.mark.parametrize(
    "name",
    [
        *("p-si", "p_SI_1", "p.SI", "p SI", "p-supp", "p-suppl", "p_supp_2", "p-supplement", "p-supplementary"),
        *("p_supporting_information", "p-Supporting-Information-2", "p-supp-info", "p_ESI", "p-esm", "p_MOESM1_ESM"),
        *("p-supplementary-materials", "p_si_002", "p-si1", "p_SI-2"),
    ],
)
def test_names_of_supplements(name):
    assert supplement_matcher_paper(name) == "p"


@pytest.mark.parametrize("name", ["si", "-si", "psi", "p-side", "p-sio2", "p", "p-2", "p_1", "p-support", "supplement", "p-resi"])
def test_names_that_are_no_supplements(name):
    assert supplement_matcher_paper(name) is None


def supplement_matcher_paper(name):
    from pipeline.ingest import SUPPLEMENT_PATTERN

    match = supplement_matcher(SUPPLEMENT_PATTERN).fullmatch(name)
    return match and match["paper"]


def attached(found):
    return [(source.name, source.supplement_of) for source in found.sources]


def test_supplements_stand_after_their_paper_and_name_it(corpus):
    corpus({"in/b.pdf": "1", "in/b-si.pdf": "2", "in/B_SI_1.pdf": "3", "in/a.pdf": "4", "in/c.pdf": "5"})
    assert attached(find(["in"])) == [("a", None), ("b", None), ("B_SI_1", "b"), ("b-si", "b"), ("c", None)]


def test_a_supplement_without_its_paper_is_a_document_of_its_own(corpus):
    corpus({"in/Na-Si.pdf": "1", "in/q-si.pdf": "2"})
    assert attached(find(["in"])) == [("Na-Si", None), ("q-si", None)]


def test_the_paper_may_stand_in_another_folder_if_there_is_only_one_of_its_name(corpus):
    corpus({"papers/p.pdf": "1", "si/p-si.pdf": "2", "x/q.pdf": "3", "y/q.pdf": "4", "si/q-si.pdf": "5"})
    found = dict(attached(find(["."])))
    assert found["p-si"] == "p"
    assert found["q-si"] is None


def test_the_paper_in_the_same_folder_comes_first(corpus):
    corpus({"a/p.pdf": "1", "b/p.pdf": "2", "b/p-si.pdf": "3"})
    assert dict(attached(find(["."])))["p-si"] == "p~d4735e3a"


def test_a_supplement_next_to_a_double_of_the_paper_goes_to_the_first_path(corpus):
    corpus({"a/p.pdf": "1", "b/p.pdf": "1", "b/p-si.pdf": "2"})
    assert attached(find(["."])) == [("p", None), ("p-si", "p")]


def test_a_pattern_of_ones_own(corpus):
    corpus({"in/p.pdf": "1", "in/p_anhang.pdf": "2", "in/p-si.pdf": "3"})
    assert attached(find(["in"], supplement_pattern=r"(?P<paper>.+)_Anhang")) == [("p-si", None), ("p", None), ("p_anhang", "p")]


@pytest.mark.parametrize("pattern", ["(", "(.+)-si"])
def test_a_bad_pattern_is_refused(pattern, tmp_path):
    with pytest.raises(ValueError):
        find([tmp_path], supplement_pattern=pattern)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("pages", [1, 2, 60])
def test_pages_are_counted_in_the_bytes_also_in_compressed_object_streams(pages, compressed):
    assert likely_pages(pdf(*["some text"] * pages, compressed=compressed)) == pages


def test_where_no_page_can_be_seen_the_size_decides():
    assert likely_pages(b"") == 1
    assert likely_pages(b"x" * 200_000) == 20
    assert likely_pages(b"/Type /Pages /Type/PageLabel") == 1


def test_a_file_that_claims_too_many_pages_gets_no_longer_than_a_long_book():
    assert likely_pages(b"/Type /Page\n" * 50_000) == 10_000
    assert likely_pages(b"/ObjStm stream\n" * 200_000) == 300  # heads of nothing keep nobody


@given(st.binary(max_size=400))
def test_any_bytes_have_a_number_of_pages(data):
    assert 1 <= likely_pages(data) <= 10_000
    assert 1 <= likely_pages(b"<< /Type /ObjStm >> stream\n" + data) <= 10_000
