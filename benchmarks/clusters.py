"""The clustering of the map of hotspots against leidenalg: ``python benchmarks/clusters.py MAP… [--leidenalg PYTHON]``.

MAP are folders with the ``map.txt`` and ``network.txt`` of ``intergrowth trends``. The objective (constant Potts model, our
own exact count for both) is compared at several resolutions with leidenalg's best of 1, 10 and 100 runs, by the Python that
has it (it is GPL and no dependency). Exit status 1 where ours is lower. Method: own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from common import table

from pipeline.trends.hotspots import clusters, network, vosviewer

RESOLUTIONS = (0.5, 1.0, 1.5, 2.0)
RUNS = (1, 10, 100)
_THEIRS = """
import json, sys, igraph, leidenalg
import numpy as np
strength = np.load(sys.argv[1])
rows, columns = np.nonzero(np.triu(strength, 1))
graph = igraph.Graph(n=len(strength), edges=list(zip(rows.tolist(), columns.tolist())))
weights = strength[rows, columns].tolist()
print(json.dumps([
    leidenalg.find_partition(graph, leidenalg.CPMVertexPartition, weights=weights, resolution_parameter=float(sys.argv[2]),
                             n_iterations=-1, seed=seed).membership
    for seed in range(int(sys.argv[3]))
]))
"""


def main() -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("maps", nargs="+", type=Path, help="folders with map.txt and network.txt")
    parser.add_argument("--leidenalg", default=sys.executable, metavar="PYTHON", help="a Python that has leidenalg")
    arguments = parser.parse_args()
    rows, lower = [], False
    for folder in arguments.maps:
        strength = _strength(folder)
        for resolution in RESOLUTIONS:
            began = time.process_time()
            labels, ours = clusters.cluster(strength, resolution=resolution)
            seconds = time.process_time() - began
            theirs = _theirs(strength, resolution, arguments.leidenalg)
            best = [max(theirs[:runs]) for runs in RUNS]
            lower |= ours < best[-1] - 1e-6
            mine = [folder.name, str(len(strength)), str(resolution), str(labels.max()), f"{ours:.3f}", f"{seconds:.1f}"]
            rows.append([*mine, *(f"{value:.3f}" for value in best)])
    columns = ["map", "terms", "resolution", "clusters", "ours", "CPU s", *(f"leidenalg, best of {runs}" for runs in RUNS)]
    table("Objective of the clustering", columns, rows)
    return int(lower)


def _strength(folder: Path) -> np.ndarray:
    read = vosviewer.read(folder / "map.txt", folder / "network.txt")
    together = np.zeros((len(read.items), len(read.items)))
    for first, second, weight in read.links:
        together[first - 1, second - 1] = together[second - 1, first - 1] = weight
    return network.association_strength(together)


def _theirs(strength: np.ndarray, resolution: float, python: str) -> list[float]:
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file, strength)
        file.flush()
        command = [python, "-c", _THEIRS, file.name, str(resolution), str(max(RUNS))]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return [clusters.objective(strength, np.array(labels), resolution) for labels in found]


if __name__ == "__main__":
    sys.exit(main())
