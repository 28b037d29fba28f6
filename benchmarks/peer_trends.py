"""One export read by one peer: ``PYTHON benchmarks/peer_trends.py LIBRARY FORM FILE``; ``trends.py`` calls it.

In: the library (pybibx, litstudy, rispy, pandas), the export's form (wos, ris, bibtex, nbib, scopus, csv) and file;
out: a line of JSON with records, seconds of CPU without imports, and peak memory, or the error. Method: own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path


def pybibx(form: str) -> Callable[[str], int]:
    from pybibx.base import pbx_probe

    database = {"wos": "wos", "scopus": "scopus", "bibtex": "scopus", "nbib": "pubmed", "csv": "scopus", "ris": "scopus"}[form]
    return lambda path: len(pbx_probe(file_bib=path, db=database, del_duplicated=False).data)


def litstudy(form: str) -> Callable[[str], int]:
    import litstudy

    load = {
        "ris": litstudy.load_ris_file,
        "bibtex": litstudy.load_bibtex,
        "scopus": litstudy.load_scopus_csv,
        "csv": litstudy.load_csv,
    }[form]
    return lambda path: len(load(path))


def rispy(form: str) -> Callable[[str], int]:
    import rispy
    import rispy.parser

    kinds = {"ris": None, "wos": "WokParser"}
    name = kinds[form]
    more = {"implementation": getattr(rispy.parser, name)} if name else {}
    import pandas as pd

    return lambda path: len(pd.DataFrame(rispy.loads(Path(path).read_text("utf-8-sig"), **more)))


def pandas(form: str) -> Callable[[str], int]:
    import pandas as pd

    if form not in {"csv", "scopus"}:
        raise KeyError(form)
    return lambda path: len(pd.read_csv(path))


def main(library: str, form: str, path: str) -> dict[str, object]:
    """Return what the library makes of the file."""
    try:
        load = globals()[library](form)
    except KeyError:
        return {"error": "no reader"}
    except ImportError as error:
        return {"error": f"not installed: {error}"}
    began = time.process_time()
    try:
        records = load(path)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:120]}
    return {
        "records": records,
        "seconds": time.process_time() - began,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = main(*sys.argv[1:4])
    print(json.dumps(told))
