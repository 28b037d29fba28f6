"""Import ChemDataExtractor2 without a network, a log file or a language model.

In: nothing; out: the module ``chemdataextractor``, imported once. A plain import would fetch a BERT vocabulary and models, and
write ``log.txt`` and ``tde_log.txt`` into the working directory. Nothing installed is changed: stand-ins take the place of the
taggers that need downloads, and its parse language, models and units stay as they are. Method: own, after reading its source.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

_NAME = "chemdataextractor"
_TABLES = "tabledataextractor"  # read by its tables, which we do not use; brings sympy and pandas, seconds of every start
_DEPTH = 10_000
_SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def load() -> ModuleType:
    """Return ``chemdataextractor``, imported offline; ModuleNotFoundError if it is not installed."""
    loaded = sys.modules.get(_NAME)
    if loaded is not None:
        return loaded
    spec = importlib.util.find_spec(_NAME)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"{_NAME}: install the project's dependencies", name=_NAME)
    with _quiet(), _deep():
        module = importlib.util.module_from_spec(spec)
        sys.modules[_NAME] = module  # the package exists while its parts are prepared; its own code runs last
        try:
            with _without("requests"), _without(_TABLES):  # the one for downloads; importing it opens a socket
                _prepare()
                spec.loader.exec_module(module)
        except BaseException:
            for name in [n for n in sys.modules if n == _NAME or n.startswith(f"{_NAME}.")]:
                del sys.modules[name]
            raise
    return module


@contextmanager
def _deep() -> Iterator[None]:
    """Allow deeper calls: the package's parsers copy themselves hundreds of calls deep, wherever the caller already is."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _prepare() -> None:
    """Put stand-ins for what needs a download or torch, before the package's own ``__init__`` asks for it."""
    data: Any = importlib.import_module(f"{_NAME}.data")
    data.AUTO_DOWNLOAD = False
    data.Package.download = _refuse
    for name, classes in _STAND_INS.items():
        stand_in: Any = ModuleType(name)
        for cls in classes:
            setattr(stand_in, cls.__name__, cls)
        sys.modules[name] = stand_in
    tokenize: Any = _without_nlp_init("tokenize")
    tokenize.BertWordTokenizer = _offline_tokenizer(tokenize.BertWordTokenizer)
    nlp: Any = importlib.import_module(f"{_NAME}.nlp")
    nlp.lexicon.ChemLexicon.clusters_path = None


def _without_nlp_init(name: str) -> ModuleType:
    """Import a module of the ``nlp`` package before the package's own ``__init__`` has run, then let that run as usual."""
    package = f"{_NAME}.nlp"
    spec = importlib.util.find_spec(package)
    assert spec is not None
    sys.modules[package] = importlib.util.module_from_spec(spec)
    try:
        return importlib.import_module(f"{package}.{name}")
    finally:
        del sys.modules[package]


def _offline_tokenizer(original: Any) -> type:  # noqa: ANN401 - an untyped class
    """Return the BERT word tokenizer over a five-entry vocabulary; it is only made because class bodies make one."""

    class OfflineWordTokenizer(original):  # type: ignore[misc]
        def __init__(self, split_last_stop: bool = True, path: str | None = None, lowercase: bool = True) -> None:
            with tempfile.TemporaryDirectory() as folder:
                vocabulary = Path(folder) / "vocabulary.txt"
                vocabulary.write_text("\n".join(_SPECIAL_TOKENS), encoding="utf-8")
                super().__init__(split_last_stop, path=str(vocabulary), lowercase=lowercase)

    return OfflineWordTokenizer


def _refuse(self: Any, force: bool = False) -> bool:  # noqa: ANN401 - a method of an untyped class
    """Stand in for a download."""
    raise RuntimeError(f"{_NAME} would download {self.path}: this project works offline")


class _Tagger:
    """Stands in for a tagger that needs a model: it tags nothing."""

    tag_type = "ner_tag"
    label_type = tag_type

    def __init__(self, *args: object, **kwargs: object) -> None: ...

    def can_tag(self, tag_type: str) -> bool:
        return False

    def can_batch_tag(self, tag_type: str) -> bool:
        return False


class CemTagger(_Tagger):
    """Stands in for the BERT-CRF tagger of chemical names."""


class ConditionalRandomField:
    """Stands in for the torch layer of that tagger."""


class Dependency:
    """Stands in for a dependency, as stanza gives it."""


class IndexTagger(_Tagger):
    """Stands in for the tagger of word places."""


class DependencyTagger(_Tagger):
    """Stands in for stanza's dependency tagger."""


_STAND_INS: dict[str, tuple[type, ...]] = {
    f"{_NAME}.nlp.new_cem": (CemTagger,),
    f"{_NAME}.nlp.crf": (ConditionalRandomField,),
    f"{_NAME}.nlp.dependency": (Dependency, IndexTagger, DependencyTagger),
}


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let an empty module stand for ``name`` while others are imported, unless the real one is there already."""
    if name in sys.modules:
        yield
        return
    package: Any = ModuleType(name)
    package.exceptions = exceptions = ModuleType(f"{name}.exceptions")
    package.Table = package.TrivialTable = exceptions.TDEError = type("NotLoaded", (Exception,), {})  # type: ignore[attr-defined]
    sys.modules[name], sys.modules[exceptions.__name__] = package, exceptions
    try:
        yield
    finally:
        del sys.modules[name], sys.modules[exceptions.__name__]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep imported packages from configuring logging, opening log files, or showing their own deprecations."""

    class NoFile(logging.NullHandler):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__()

    saved = logging.basicConfig, logging.FileHandler
    logging.basicConfig, logging.FileHandler = (lambda *a, **k: None), NoFile  # type: ignore[assignment, misc]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.basicConfig, logging.FileHandler = saved  # type: ignore[misc]
