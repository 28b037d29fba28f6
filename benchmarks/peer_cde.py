"""CathodeDataExtractor's public grammar and linking, or ChemDataExtractor2's own models: the child process of ``peers.py``.

In: ``stock``, or a checkout's folder and folders of its dependencies, as arguments; JSON ``{document: text}`` on standard input.
Out: JSON ``{document: [record, …]}`` as it gives them. Nothing of it is part of this project. Its tagger of chemical names is a
BERT model that must be downloaded; where it cannot be, a pattern for formulas and sample names stands in, and our sentence rules
for the splitter that needs a download too. Everything else (normalisation, abbreviations, relation extraction) is its own.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from pipeline.grammar import bootstrap
from pipeline.language.sentences import boundaries

_NAME = re.compile(
    r"(?<![\w@])(?:[OP]['′]?[23]-)?(?:Na[\d.x(\[A-Z][\w.()\[\]/−–+-]*O\d?[\d.]*|[A-Z][A-Za-z]*[A-Z][A-Za-z]*\d*(?:-[\w.]+)?)(?!\w)"
)


def main() -> None:
    """Read texts, run, write records."""
    what, *packages = sys.argv[1:]
    texts: dict[str, str] = json.load(sys.stdin)
    if what != "stock":
        sys.path.insert(0, what)
        sys.path.extend(packages)
    run = _stock() if what == "stock" else _cathode()
    out: dict[str, list[Any]] = {}
    for name, text in texts.items():
        try:
            out[name] = run(text)
        except Exception:  # one of its errors must not hide what it reads elsewhere
            traceback.print_exc()
            out[name] = []
    json.dump(out, sys.stdout, default=str)


def _cathode() -> Callable[[str], list[Any]]:
    """Return its pipeline on a text; it writes a log into the working directory, so that is a new one."""
    _stand_in()
    os.chdir(tempfile.mkdtemp())
    from cathodedataextractor.information_extraction_pipe import Pipeline  # type: ignore[import-not-found]

    return lambda text: Pipeline.from_string(text).relation_extract_res


def _stock() -> Callable[[str], list[Any]]:
    """Return the records of the models that ship with ChemDataExtractor2 and could meet a cathode: compounds, potentials."""
    names = _stand_in()
    from chemdataextractor.doc import Paragraph, Sentence
    from chemdataextractor.model.model import Compound, ElectrochemicalPotential

    Paragraph.taggers = Sentence.taggers = [names]

    def run(text: str) -> list[Any]:
        parts = [Paragraph(part, models=[Compound, ElectrochemicalPotential]) for part in text.split("\n")]
        return [record.serialize() for part in parts for record in part.records]

    return run


def _stand_in() -> Any:
    """Load ChemDataExtractor2 with stand-ins for what it would download; return its tagger of names."""
    bootstrap.load()
    taggers: Any = sys.modules["chemdataextractor.nlp.new_cem"]

    class Names(bootstrap.CemTagger):
        """Tags formulas and sample names by pattern."""

        taggers = [None, None, None]  # noqa: RUF012 - the checkout puts its own tagger into the third place

        def can_tag(self, tag_type: str) -> bool:
            return True

        def tag_for_type(self, tokens: Any, tag_type: str) -> list[tuple[Any, Any]]:
            if tag_type != "ner_tag":  # its taggers of parts of speech and of dependencies are downloads, too
                return [(token, "NN" if tag_type == "pos_tag" else SimpleNamespace(relation="")) for token in tokens]
            sentence = tokens[0].sentence if tokens else None
            spans = [m.span() for m in _NAME.finditer(sentence.text)] if sentence is not None else []
            out, before = [], None
            for token in tokens:
                at = token.start - sentence.start
                span = next((s for s in spans if s[0] <= at < s[1]), None)
                out.append((token, "O" if span is None else "I-CM" if span == before else "B-CM"))
                before = span
            return out

    taggers.CemTagger = Names
    taggers.BertFinetunedCRFCemTagger = lambda **_: None
    text: Any = sys.modules["chemdataextractor.doc.text"]

    class Sentences:
        """Splits by the rules of this project."""

        def get_sentences(self, passage: Any) -> Any:
            return passage._sentences_from_spans(boundaries(passage.text))

    text.Text.sentence_tokenizer = Sentences()
    return Names()


if __name__ == "__main__":
    main()
