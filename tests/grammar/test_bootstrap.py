"""ChemDataExtractor2 is imported without a network, a file or a log handler; looked at in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import json, logging, os, socket, sys
opened = []
class Refusing(socket.socket):
    def __init__(self, *args, **kwargs):
        opened.append("socket")
        raise OSError("no network here")
socket.socket = Refusing
from pipeline.grammar.bootstrap import load
module = load()
from chemdataextractor.parse.elements import I
found = list((I("capacity") + I("retention")).scan([("Capacity", "NN"), ("retention", "NN")]))
print(json.dumps([opened, os.listdir("."), len(logging.getLogger().handlers), len(found), load() is module,
                  [n for n in ("torch", "stanza", "transformers", "tabledataextractor") if n in sys.modules]]))
"""


def test_import_opens_no_socket_and_makes_no_file(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    sockets, files, handlers, found, same, heavy = json.loads(done.stdout.splitlines()[-1])
    assert (sockets, files, handlers, found, same, heavy) == ([], [], 0, 1, True, [])
