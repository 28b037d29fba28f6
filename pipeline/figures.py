"""matplotlib without a screen, without a trace: the same data draw the same bytes, and nothing is left in the user's folders.

Out: pyplot, for the length of a ``with``. Method: own.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def pyplot() -> Iterator[ModuleType]:
    """Yield ``matplotlib.pyplot`` with the Agg backend; its font cache goes to a folder that is gone afterwards.

    A font cache that the user has chosen with ``MPLCONFIGDIR`` is used and kept.
    """
    chosen = os.environ.get("MPLCONFIGDIR")
    with tempfile.TemporaryDirectory(prefix="intergrowth-figures-") as folder:
        os.environ["MPLCONFIGDIR"] = chosen or folder
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
