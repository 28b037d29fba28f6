"""GraphML of a map: for Gephi, Cytoscape, networkx, igraph; written, and read back.

In: a `Network`; out: GraphML with x, y, cluster, weights and scores as typed attributes of nodes and the strength as weight of
edges. Format: Brandes, Eiglsperger, Herman, Himsolt and Marshall, Graph Drawing 2001.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from .exchange import Item, Network

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_WEIGHT, _SCORE = "weight: ", "score: "


def write_graphml(network: Network, path: Path) -> None:
    """Write the network as an undirected graph."""
    root = ET.Element("graphml", xmlns=_NAMESPACE)
    weights = dict.fromkeys(name for item in network.items for name in item.weights)
    scores = dict.fromkeys(name for item in network.items for name in item.scores)
    keys = {"label": "string", "x": "double", "y": "double", "cluster": "int"}
    keys |= {_WEIGHT + name: "double" for name in weights} | {_SCORE + name: "double" for name in scores}
    identifier: dict[str, str] = {}
    for name, kind in keys.items():
        identifier[name] = f"n{len(identifier)}"
        ET.SubElement(root, "key", {"id": identifier[name], "for": "node", "attr.name": name, "attr.type": kind})
    ET.SubElement(root, "key", {"id": "weight", "for": "edge", "attr.name": "weight", "attr.type": "double"})
    graph = ET.SubElement(root, "graph", id="hotspots", edgedefault="undirected")
    for item in network.items:
        node = ET.SubElement(graph, "node", id=str(item.identifier))
        values: dict[str, object] = {"label": item.label, "x": item.x, "y": item.y, "cluster": item.cluster}
        values |= {_WEIGHT + name: value for name, value in item.weights.items()}
        values |= {_SCORE + name: value for name, value in item.scores.items()}
        for name, value in values.items():
            ET.SubElement(node, "data", key=identifier[name]).text = str(value)
    for first, second, strength in network.links:
        edge = ET.SubElement(graph, "edge", source=str(first), target=str(second))
        ET.SubElement(edge, "data", key="weight").text = str(strength)
    tree = ET.ElementTree(root)
    ET.indent(tree)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def read_graphml(path: Path) -> Network:
    """Return what a GraphML file of ours holds. Raises ValueError, naming the file, for any other."""
    space = f"{{{_NAMESPACE}}}"
    try:
        root = ET.parse(path).getroot()
        name = {key.attrib["id"]: key.attrib["attr.name"] for key in root.iter(f"{space}key")}
        items = []
        for node in root.iter(f"{space}node"):
            data = {name[d.attrib["key"]]: d.text or "" for d in node.iter(f"{space}data")}
            items.append(_item(int(node.attrib["id"]), data))
        links = tuple(
            (int(e.attrib["source"]), int(e.attrib["target"]), float(e.findtext(f"{space}data") or "nan"))
            for e in root.iter(f"{space}edge")
        )
    except (ET.ParseError, KeyError, ValueError) as error:
        raise ValueError(f"{path} is no GraphML of a map: {error!r}") from None
    return Network(tuple(items), links)


def _item(identifier: int, data: dict[str, str]) -> Item:
    def under(prefix: str) -> dict[str, float]:
        return {name[len(prefix) :]: float(value) for name, value in data.items() if name.startswith(prefix)}

    return Item(
        identifier, data["label"], float(data["x"]), float(data["y"]), int(data["cluster"]), under(_WEIGHT), under(_SCORE)
    )
