"""A PostgreSQL server of our own in a temporary folder, from the programs of the system; or the reason why there is none.

PostgreSQL refuses to run as root: then it is run as the user ``postgres`` or ``nobody``. It listens on a socket in its folder
alone.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


def programs():
    """Return the folder of ``initdb`` and ``postgres``, the newest version of the system first, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: [int(n) for n in p.parent.name.split(".")], reverse=True
    )
    on_path = shutil.which("initdb")
    folders = [*([Path(on_path).parent] if on_path else []), *found]
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


def user():
    """Return whom the server runs as, or None for ourselves; raises KeyError where root finds nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise KeyError("no user to run PostgreSQL as")


@contextmanager
def server():
    """Start a server and yield the address of its database."""
    folder, owner = programs(), user()
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as home:  # a socket's path may have 107 letters
        data = Path(home, "data")
        data.mkdir(mode=0o700)
        if owner is not None:
            os.chown(home, owner.pw_uid, owner.pw_gid)
            os.chown(data, owner.pw_uid, owner.pw_gid)

        def do(*words):
            more = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            clean = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": home}
            subprocess.run([str(w) for w in words], check=True, cwd=home, env=clean, capture_output=True, timeout=120, **more)

        do(folder / "initdb", "-D", data, "-U", "tester", "--auth=trust", "--encoding=UTF8", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off"
        do(folder / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", Path(home, "log"), "-o", settings, "start")
        try:
            yield f"postgresql://tester@/postgres?host={home}"
        finally:
            do(folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
