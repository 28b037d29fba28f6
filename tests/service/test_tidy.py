"""What the folder of a service forgets: by days given here, never by the clock of the machine."""

import os

from pipeline.service import tidy as module
from pipeline.service.tidy import tidy

DAY = 86_400
NOW = 1_000 * DAY


def test_pictures_of_runs_long_ended_go_and_long_logs_begin_anew(tmp_path, monkeypatch):
    for name, days in (("new.png", 1), ("as old as a run may be.svg", 30), ("old.png", 33)):
        picture = tmp_path / "pictures" / name
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(name)
        os.utime(picture, (NOW - days * DAY,) * 2)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "server.log").write_text("short")
    monkeypatch.setattr(module, "LONGEST_LOG", 10)
    with (tmp_path / "logs" / "flows.log").open("a") as log:
        log.write("a long log\n")
        log.flush()
        tidy(tmp_path, 30, now=lambda: NOW)
        log.write("goes on\n")
    assert sorted(p.name for p in (tmp_path / "pictures").iterdir()) == ["as old as a run may be.svg", "new.png"]
    assert {p.name: p.read_text() for p in (tmp_path / "logs").iterdir()} == {
        "flows.log": "goes on\n",
        "flows.old.log": "a long log\n",
        "server.log": "short",
    }


def test_a_folder_without_any_of_them(tmp_path):
    tidy(tmp_path, 30)
    assert list(tmp_path.iterdir()) == []
