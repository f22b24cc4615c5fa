"""Odoo itself: which one, its configuration, its databases."""

import configparser
import contextlib
import io
import os
import re
from pathlib import Path

import connection
import debian
import postgres
import programs
import python_env

from common import (
    CONFIG,
    LOGS,
    ODOO_HOME,
    OUR_ADDONS,
    PYTHON,
    ROOT,
    Problem,
    digest,
    lock,
    run,
    step,
    write_private,
)

IN_ODOO = Path(__file__).with_name("in_odoo")


def read_settings():
    """Return config/odoo.conf, with the port of `make run HTTP_PORT=8070` in it."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(CONFIG / "odoo.conf", encoding="utf-8")
    if os.environ.get("HTTP_PORT"):
        settings["options"]["http_port"] = os.environ["HTTP_PORT"]
    return settings


class Odoo:
    """An installed Odoo and the PostgreSQL it uses.

    ``source`` is the folder that holds the package ``odoo``; ``script`` the program
    to start servers with.
    """

    def __init__(self, source, script, version):
        self.source, self.script, self.version = source, script, version
        self.settings = read_settings()
        self.options = self.settings["options"]
        self.more_addons = []  # folders of add-ons, beside those we ship
        self.owns_cluster = not self.options.get("db_host")
        self.cluster = postgres.Cluster() if self.owns_cluster else None

    # Configuration

    @property
    def addons_path(self):
        folders = [
            self.source / "addons",  # only in a source checkout
            self.source / "odoo" / "addons",
            python_env.OCA_ADDONS,
            ROOT / "addons",
            *self.more_addons,
        ]
        return ",".join(str(folder) for folder in folders if folder.is_dir())

    def write_config(self, name="odoo", **changes):
        """Write .odoo/<name>.conf: config/odoo.conf completed, and ``changes``."""
        completed = configparser.ConfigParser(interpolation=None)
        completed.read_dict(self.settings)
        options = completed["options"]
        options.setdefault("addons_path", self.addons_path)
        options.setdefault("data_dir", str(ODOO_HOME / "data"))
        if self.owns_cluster:
            options["db_host"] = str(self.cluster.socket)
            options["db_user"] = postgres.USER
        for key, value in changes.items():
            options[key] = str(value)
        text = io.StringIO()
        completed.write(text)
        path = ODOO_HOME / f"{name}.conf"
        write_private(path, text.getvalue())  # it may hold a password
        return path

    @property
    def env(self):
        """The environment of Odoo's processes: helper programs, fonts, no strangers."""
        env = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
        for name in [*env]:
            # PostgreSQL's variables lead to another server than our own.
            if name in ("PYTHONPATH", "PYTHONHOME", "ODOO_RC") or (
                self.owns_cluster and name.startswith("PG")
            ):
                del env[name]
        return {**env, **programs.environment()}

    # Databases

    @property
    def where(self):
        """The PostgreSQL server in psycopg2's words."""
        if self.owns_cluster:
            return self.cluster.where
        words = {"db_host": "host", "db_port": "port", "db_user": "user"}
        words["db_password"] = "password"
        named = {word: self.options.get(key) for key, word in words.items()}
        return {"dbname": "postgres", **{k: v for k, v in named.items() if v}}

    @contextlib.contextmanager
    def database_server(self):
        """Have PostgreSQL up: our own, or the one named, if it can hold us."""
        if self.owns_cluster:
            with postgres.running(self.cluster):
                yield
        else:
            connection.check_named(self.where)
            yield

    def script_in_odoo(self, name, database, *arguments, log=None, what=None):
        """Run scripts/ground/in_odoo/<name>.py against ``database``."""
        config = self.write_config("tool", workers=0, max_cron_threads=0)
        return run(
            [PYTHON, IN_ODOO / f"{name}.py", config, database, *arguments],
            env=self.env,
            log=log,
            what=what or f"{name} on database {database}",
            way_out=f"The whole output is in {log}." if log else "",
            cwd=ROOT,
        )

    def template(self):
        """Return the name of the database that holds all our add-ons depend on.

        It is made once and named by what it is made of: a changed lock, Odoo or
        list of dependencies makes another.
        """
        key = digest(
            self.version,
            python_env.REQUIREMENTS,
            python_env.OCA_LOCK,
            IN_ODOO / "make_template.py",
            " ".join(foreign_dependencies()),
        )
        name = f"gas_base_{key}"
        with lock("template"):
            if not self.has_database(name):
                with step("Making the database of Odoo's own add-ons (once)"):
                    self._make_template(name)
        return name

    def _make_template(self, name):
        building = name + "_new"
        self._databases("drop", building)
        self.script_in_odoo(
            "make_template",
            building,
            *foreign_dependencies(),
            log=LOGS / "template.log",
        )
        self.rename(building, name)
        self._databases("drop-older", "gas_base_", name)

    def _databases(self, verb, *names):
        """Run one verb of in_odoo/databases.py."""
        self.script_in_odoo("databases", "postgres", verb, *names)

    def has_database(self, name):
        names = "SELECT array_agg(datname::text) FROM pg_database"
        return name in connection.ask(self.where, names)[0]

    def rename(self, old, new):
        self._databases("rename", old, new)

    def clone(self, source, target):
        """Replace ``target`` by a copy of ``source``."""
        self._databases("drop", target)
        self._databases("clone", source, target)

    def install(self, database, log, *others, strict=True):
        """Install (or update) our add-ons and ``others``; strict: without a WARNING."""
        self.script_in_odoo("install", database, *OUR_ADDONS, *others, log=log)
        if strict:
            refuse_warnings(log)


def foreign_dependencies():
    """Return the add-ons, not ours, that ours depend on."""
    found = set()
    for name in OUR_ADDONS:
        manifest = (ROOT / "addons" / name / "__manifest__.py").read_text("utf-8")
        found.update(eval(manifest, {})["depends"])  # noqa: S307 (our own file)
    return sorted(found - set(OUR_ADDONS))


def addons_digest():
    """Return a key that changes with any file of our add-ons that Odoo reads."""
    files = sorted(
        path
        for path in (ROOT / "addons").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    return digest(*files)


def refuse_warnings(log):
    """Raise if Odoo wrote a WARNING or worse to ``log``."""
    pattern = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
    with open(log, encoding="utf-8", errors="replace") as stream:
        bad = [line.rstrip() for line in stream if pattern.match(line)]
    if bad:
        listing = "\n".join("    | " + line for line in bad[:20])
        raise Problem(f"{len(bad)} warnings in {log}:\n{listing}")


def named_source():
    """Return the folder that ODOO_SRC names, None if it names none."""
    named = os.environ.get("ODOO_SRC")
    if not named:
        return None
    source = Path(named).expanduser().resolve()
    release = source / "odoo" / "release.py"
    if not release.is_file() or not (source / "odoo-bin").is_file():
        raise Problem(
            f"ODOO_SRC={named} holds no odoo-bin and odoo/release.py.",
            "Name the folder of a checkout of Odoo 19.0.",
        )
    if not re.search(r"version_info = \(19, 0", release.read_text(encoding="utf-8")):
        raise Problem(
            f"ODOO_SRC={named} is not Odoo 19.0.", "Check out its branch 19.0."
        )
    return source


def find_odoo():
    """Return the Odoo to use: ODOO_SRC if named, else Debian's package in .odoo/."""
    source = named_source()
    if source:
        return Odoo(source, source / "odoo-bin", f"source {source}")
    version = debian.install_odoo()
    source = debian.ODOO_ROOT / "usr" / "lib" / "python3" / "dist-packages"
    return Odoo(source, debian.ODOO_ROOT / "usr" / "bin" / "odoo", version)
