"""VOSviewer's files: map and network as text, both as JSON; written, and read back.

In: a `Network`; out: files that VOSviewer and VOSviewer Online open. Formats: the manual of VOSviewer 1.6.20 (map and network
files) and the documentation of VOSviewer Online (JSON).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from .exchange import Item, Network

_WEIGHT, _SCORE = "weight<", "score<"
_FIXED = ("id", "label", "x", "y", "cluster")


def write_map(network: Network, path: Path) -> None:
    """Write the items as a tab-separated table with VOSviewer's column names."""
    weights = _names(item.weights for item in network.items)
    scores = _names(item.scores for item in network.items)
    lines = ["\t".join([*_FIXED, *(f"{_WEIGHT}{w}>" for w in weights), *(f"{_SCORE}{s}>" for s in scores)])]
    for item in network.items:
        cells = [str(item.identifier), _quoted(item.label), _number(item.x), _number(item.y), str(item.cluster)]
        cells += [_number(item.weights.get(name)) for name in weights] + [_number(item.scores.get(name)) for name in scores]
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_network(network: Network, path: Path) -> None:
    """Write the links, one a line: two identifiers and the strength."""
    text = "".join(f"{first}\t{second}\t{_number(strength)}\n" for first, second, strength in network.links)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_json(network: Network, path: Path, clusters: Mapping[int, str] | None = None) -> None:
    """Write map and network as VOSviewer's JSON; ``clusters`` are names of clusters."""
    items = [
        {"id": i.identifier, "label": i.label, "x": i.x, "y": i.y, "cluster": i.cluster, "weights": i.weights, "scores": i.scores}
        for i in network.items
    ]
    links = [{"source_id": first, "target_id": second, "strength": strength} for first, second, strength in network.links]
    named = [{"cluster": number, "label": name} for number, name in sorted((clusters or {}).items())]
    whole = {"network": {"items": items, "links": links, "clusters": named}}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8", newline="\n")


def read(map_path: Path, network_path: Path) -> Network:
    """Return what a map file and a network file hold.

    Raises ValueError, naming file and line, for a line that is none of theirs.
    """
    items = _items(map_path)
    known = {item.identifier for item in items}
    links = []
    for number, line in enumerate(network_path.read_text(encoding="utf-8-sig").splitlines(), 1):
        try:
            first, second, strength = line.split("\t")
            link = (int(first), int(second), float(strength))
        except ValueError:
            raise ValueError(f"{network_path}: line {number} is not two identifiers and a strength, parted by tabs") from None
        if not {link[0], link[1]} <= known:
            raise ValueError(f"{network_path}: line {number} links an item that {map_path.name} lacks")
        links.append(link)
    return Network(tuple(items), tuple(links))


def read_json(path: Path) -> Network:
    """Return what VOSviewer's JSON holds. Raises ValueError, naming the file, for any other."""
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))["network"]
        items = tuple(
            Item(i["id"], i["label"], i["x"], i["y"], i["cluster"], i.get("weights", {}), i.get("scores", {}))
            for i in whole["items"]
        )
        links = tuple((link["source_id"], link["target_id"], link["strength"]) for link in whole["links"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no VOSviewer JSON: {error!r}") from None
    return Network(items, links)


def _items(path: Path) -> list[Item]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        header = next(rows, [])
        missing = [name for name in _FIXED if name not in header]
        if missing:
            raise ValueError(f"{path}: line 1 lacks the column {missing[0]}")
        items = []
        for row in rows:
            cells = dict(zip(header, row))
            try:
                items.append(_item(cells))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path}: line {rows.line_num} is no item of a map: {error}") from None
    return items


def _item(cells: dict[str, str]) -> Item:
    def under(prefix: str) -> dict[str, float]:
        return {name[len(prefix) : -1]: float(value) for name, value in cells.items() if name.startswith(prefix) and value}

    x, y = float(cells["x"]), float(cells["y"])
    return Item(int(cells["id"]), cells["label"], x, y, int(cells["cluster"]), under(_WEIGHT), under(_SCORE))


def _names(values: Iterable[Mapping[str, float]]) -> list[str]:
    """Return the names in order of first use."""
    return list(dict.fromkeys(name for value in values for name in value))


def _quoted(label: str) -> str:
    return '"' + label.replace('"', '""') + '"' if any(c in label for c in ',;"\t') else label


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
