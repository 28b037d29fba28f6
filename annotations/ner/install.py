"""Put a trained pipeline where the package reads it: ``python annotations/ner/install.py FROM TO``.

In: a folder that spaCy wrote. Out: the same pipeline with nothing in it that only training needs, and a description of what it
was trained from. Method: own.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import spacy

from pipeline.language import nlp as _registered  # noqa: F401 - registers our tokenizer and components

TRAIN = Path(__file__).with_name("train.jsonl")


def main(source: Path, target: Path) -> None:
    """Write ``source`` to ``target``, replacing what is there."""
    nlp = spacy.load(source)
    nlp.meta.update(
        name="intergrowth_ner",
        version="1.0.0",
        description="Entities of the literature on sodium layered oxides",
        license="MIT",
        sources=[{"name": "annotations/ner/train.jsonl", "sha256": hashlib.sha256(TRAIN.read_bytes()).hexdigest()}],
    )
    for section in ("training", "corpora", "paths"):
        nlp.config.pop(section, None)
    nlp.config["initialize"] = {}
    shutil.rmtree(target, ignore_errors=True)
    nlp.to_disk(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
