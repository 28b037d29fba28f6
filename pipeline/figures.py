"""matplotlib without a screen, without a trace: the same data draw the same bytes, and nothing is left in the user's folders.

Out: pyplot, for the length of a ``with``; figures as PNG. Method: own. matplotlib looks at every font of the machine once, for
seconds, and keeps what it found: in the virtual environment that it is installed in, where that can be written.
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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COMPRESSION = 3  # of 9: beyond it a drawing takes twice the time and is hardly smaller


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


def write_png(figure: Figure, path: Path, dots: int) -> Path:
    """Write a figure, which is changed to so many dots an inch, as PNG on white, without opacity and without a date."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(dots)
    figure.set_facecolor("white")
    canvas: Any = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    canvas.draw()
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    drawn.convert("RGB").save(path, "PNG", dpi=(dots, dots), compress_level=_COMPRESSION)
    return path


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
