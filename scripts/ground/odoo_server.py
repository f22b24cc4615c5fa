"""Odoo itself: its configuration, its databases, its server."""

import configparser
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import debian
import postgres
import python_env
from common import (
    CONFIG,
    ODOO_HOME,
    OUR_ADDONS,
    PYTHON,
    ROOT,
    Problem,
    digest,
    run,
    say,
    step,
    which,
)

IN_ODOO = Path(__file__).with_name("in_odoo")
FONTS = "fonts-noto-cjk"


class Odoo:
    """An installed Odoo and the PostgreSQL it uses.

    ``source`` is the folder that holds the package ``odoo``; ``script`` the program
    to start servers with.
    """

    def __init__(self, source, script, version):
        self.source, self.script, self.version = source, script, version
        self.settings = configparser.ConfigParser(interpolation=None)
        self.settings.read(CONFIG / "odoo.conf", encoding="utf-8")
        self.options = self.settings["options"]
        self.owns_cluster = not self.options.get("db_host")
        self.cluster = postgres.Cluster() if self.owns_cluster else None
        self.tool_roots = []

    # Configuration

    @property
    def addons_path(self):
        folders = [
            self.source / "addons",  # only in a source checkout
            self.source / "odoo" / "addons",
            python_env.OCA_ADDONS,
            ROOT / "addons",
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
        path = ODOO_HOME / f"{name}.conf"
        ODOO_HOME.mkdir(exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            completed.write(stream)
        path.chmod(0o600)  # it may hold a password
        return path

    @property
    def env(self):
        """The environment of Odoo's processes: helper programs, fonts, no root folder."""
        env = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
        env.pop("PYTHONPATH", None)
        # PostgreSQL's own variables would lead to another server than the one meant.
        for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD"):
            env.pop(name, None)
        bins = [ODOO_HOME / "bin"] if (ODOO_HOME / "bin").is_dir() else []
        env["PATH"] = os.pathsep.join([*map(str, bins), env.get("PATH", os.defpath)])
        if (ODOO_HOME / "fonts.conf").exists():
            env["FONTCONFIG_FILE"] = str(ODOO_HOME / "fonts.conf")
        return env

    # Databases

    @contextlib.contextmanager
    def database_server(self):
        if self.owns_cluster:
            with postgres.running(self.cluster):
                yield
        else:
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
        if not self.has_database(name):
            with step("Making the database of Odoo's own add-ons (once)"):
                building = name + "_new"
                self._databases("drop", building)
                log = ODOO_HOME / "log" / "template.log"
                self.script_in_odoo(
                    "make_template", building, *foreign_dependencies(), log=log
                )
                self.rename(building, name)
                self._databases("drop-older", "gas_base_", name)
        return name

    def _databases(self, verb, *names):
        """Run one verb of in_odoo/databases.py."""
        output = self.script_in_odoo("databases", "postgres", verb, *names)
        return output.strip().endswith("True")

    def has_database(self, name):
        return self._databases("exists", name)

    def rename(self, old, new):
        self._databases("rename", old, new)

    def clone(self, source, target):
        """Replace ``target`` by a copy of ``source``."""
        self._databases("drop", target)
        self._databases("clone", source, target)

    def install(self, database, log):
        """Install (or update) our add-ons; any WARNING is a failure."""
        self.script_in_odoo("install", database, *OUR_ADDONS, log=log)
        refuse_warnings(log)

    # Server

    def check_ports(self):
        for key in ("http_port", "gevent_port"):
            port = self.options.getint(key)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("0.0.0.0", port))
                except OSError:
                    raise Problem(
                        f"Port {port} is taken by another program.",
                        f"Stop it, or change {key} in config/odoo.conf.",
                    ) from None

    def serve(self, database):
        """Run the server in the foreground until it is told to stop."""
        config = self.write_config(db_name=database, dbfilter=f"^{database}$")
        command = [PYTHON, self.script, "-c", config]
        process = subprocess.Popen(list(map(str, command)), env=self.env, cwd=ROOT)
        try:
            self._announce(process)
            return process.wait()
        except KeyboardInterrupt:
            say("\n==> Stopping")
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()

    def _announce(self, process):
        url = f"http://localhost:{self.options['http_port']}"
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{url}/web/login", timeout=60).read()
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
            else:
                say(f"\n    Ready: {url}   (stop with Ctrl-C)\n")
                return


def foreign_dependencies():
    """Return the add-ons, not ours, that ours depend on."""
    found = set()
    for name in OUR_ADDONS:
        manifest = (ROOT / "addons" / name / "__manifest__.py").read_text()
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


def find_odoo():
    """Return the Odoo to use: ODOO_SRC if named, else Debian's package in .odoo/."""
    named = os.environ.get("ODOO_SRC")
    if named:
        source = Path(named).expanduser().resolve()
        release = source / "odoo" / "release.py"
        if not release.is_file():
            raise Problem(
                f"ODOO_SRC={named} holds no odoo/release.py.",
                "Name the folder of a checkout of Odoo 19.0.",
            )
        if not re.search(r"version_info = \(19, 0", release.read_text()):
            raise Problem(
                f"ODOO_SRC={named} is not Odoo 19.0.", "Check out its branch 19.0."
            )
        return Odoo(source, source / "odoo-bin", f"source {source}")
    version = debian.install_odoo()
    source = debian.ODOO_ROOT / "usr" / "lib" / "python3" / "dist-packages"
    return Odoo(source, debian.ODOO_ROOT / "usr" / "bin" / "odoo", version)


def install_programs(*, browser=False):
    """Put wkhtmltopdf, Chinese fonts and (for tests) Chromium within Odoo's reach.

    Programs that the machine has are used as they are.
    """
    bins = ODOO_HOME / "bin"
    programs = {"wkhtmltopdf": "usr/bin/wkhtmltopdf"}
    if browser:
        programs["chromium"] = "usr/lib/chromium/chromium"
    missing = {
        name: path
        for name, path in programs.items()
        if not which(name) and not (bins / name).exists()
    }
    if not which("apt-get"):
        for name in missing:
            say(f"    {name} is missing: what needs it will not work.")
        return
    roots = {name: debian.install_tools(name, [name]) for name in missing}
    for name, root in roots.items():
        _write_wrapper(bins / name, root, root / programs[name])
    fonts = debian.install_tools("fonts", [FONTS, "fontconfig-config"])
    _write_fonts_config(fonts)


def _write_wrapper(path, root, program):
    """Start a program unpacked below ``root`` with the libraries beside it."""
    path.parent.mkdir(exist_ok=True)
    folders = sorted(root.glob("usr/lib/*-linux-gnu")) + sorted(
        root.glob("lib/*-linux-gnu")
    )
    nested = [sub for folder in folders for sub in folder.glob("pulseaudio")]
    libraries = os.pathsep.join(map(str, [*folders, *nested]))
    path.write_text(
        "#!/bin/sh\n"
        f'export LD_LIBRARY_PATH="{libraries}"\n'
        f'exec "{program}" "$@"\n'
    )
    path.chmod(0o755)


def _write_fonts_config(fonts):
    (ODOO_HOME / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        "<fontconfig>\n"
        f"  <dir>{fonts / 'usr/share/fonts'}</dir>\n"
        "  <dir>/usr/share/fonts</dir>\n  <dir>/usr/local/share/fonts</dir>\n"
        f"  <dir>{debian.ODOO_ROOT / 'usr/share/fonts'}</dir>\n"
        f"  <cachedir>{ODOO_HOME / 'fontcache'}</cachedir>\n"
        # Where a form names no Chinese font, the simplified one comes first.
        "  <alias><family>sans-serif</family><prefer>"
        "<family>Noto Sans CJK SC</family></prefer></alias>\n"
        "  <alias><family>serif</family><prefer>"
        "<family>Noto Serif CJK SC</family></prefer></alias>\n"
        "</fontconfig>\n"
    )


def remove_databases_files():
    shutil.rmtree(ODOO_HOME / "data", ignore_errors=True)


if __name__ == "__main__":
    sys.exit("Use scripts/ground (see `make help`).")
