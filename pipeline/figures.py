"""matplotlib without a screen, without a trace: the same data draw the same bytes, and nothing is left in the user's folders.

Out: pyplot, for the length of a ``with``. Method: own. matplotlib looks at every font of the machine once, for seconds, and keeps
what it found: in the virtual environment that it is installed in, where that can be written.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType


@contextmanager
def pyplot() -> Iterator[ModuleType]:
    """Yield ``matplotlib.pyplot`` with the Agg backend; its font cache goes into the virtual environment, or is gone afterwards.

    A font cache that the user has chosen with ``MPLCONFIGDIR`` is used and kept.
    """
    chosen = os.environ.get("MPLCONFIGDIR")
    with ExitStack() as until:
        kept = chosen or _kept_in_environment()
        os.environ["MPLCONFIGDIR"] = kept or until.enter_context(tempfile.TemporaryDirectory(prefix="intergrowth-figures-"))
        try:
            import matplotlib as mpl

            logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it remarks that a slow machine is slow
            mpl.use("Agg")
            import matplotlib.pyplot as plt

            with plt.rc_context({"svg.hashsalt": "intergrowth", "svg.fonttype": "none"}):
                yield plt
        finally:
            if chosen is None:
                del os.environ["MPLCONFIGDIR"]


def _kept_in_environment() -> str | None:
    """Return a folder of the virtual environment for the font cache, or None where there is none to write to."""
    if sys.prefix == sys.base_prefix:
        return None
    folder = Path(sys.prefix, "var", "matplotlib")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(folder) if os.access(folder, os.W_OK) else None
