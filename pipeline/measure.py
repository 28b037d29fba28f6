"""What a file costs: the highest resident memory of this process since a moment.

In: nothing but the process itself; out: megabytes. Method: Linux keeps a high-water mark that a process may reset
(proc_pid_clear_refs(5), value 5); elsewhere the mark of the whole life of the process stands.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from pathlib import Path

_KB_IN_MB = 1024


def begin_peak() -> None:
    """Forget the high-water mark of this process, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def peak_mb() -> float:
    """Return the highest resident memory since `begin_peak`, in MB."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / _KB_IN_MB
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (_KB_IN_MB * _KB_IN_MB) if sys.platform == "darwin" else most / _KB_IN_MB
