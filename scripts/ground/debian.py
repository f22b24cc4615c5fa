"""Take packages out of Debian's archive without touching the system.

apt does the work (mirror, signatures, checksums, resuming), but with folders and
sources of its own below ``.odoo/``; the packages are unpacked, never installed.
"""

import os
import platform
import re
import subprocess
import tarfile
import threading
from pathlib import Path

from common import (
    ODOO_HOME,
    Problem,
    is_complete,
    os_release,
    progress,
    replace_when_whole,
    run,
    step,
    which,
)

# Odoo 19 is in the unstable suite only. Programs come from one stable release,
# whatever the host's: wkhtmltopdf left Debian after it.
ODOO_SUITE, STABLE_SUITE = "unstable", "bookworm"
ODOO_PACKAGE = "odoo-19"
# Odoo's package links its fonts and jQuery to /usr/share: unpacked beside it, the
# relative links resolve.
ODOO_ASSETS = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-montserrat",
]
APT = ODOO_HOME / "apt"
ODOO_ROOT = ODOO_HOME / "odoo"
TOOLS_ROOT = ODOO_HOME / "tools"
# Never shadow the host's own C library with another release's.
HOST_LIBRARIES = {"libc6", "libc-bin", "libgcc-s1", "gcc-12-base", "dpkg", "tar"}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def require_apt():
    if not (which("apt-get") and which("dpkg-deb")):
        name = os_release().get("PRETTY_NAME", platform.system())
        raise Problem(
            f"This installer works on Debian 12/13 and Ubuntu 24.04; this is {name}.",
            "Elsewhere, get Odoo 19.0 and PostgreSQL 15 yourself, name them with "
            "ODOO_SRC=/path/to/odoo and in config/odoo.conf, and run again.",
        )


def debian_mirror():
    """Return the address of a Debian archive: DEBIAN_MIRROR, or the one apt uses.

    On Ubuntu, whose own mirrors hold other packages, it is the one that debootstrap,
    Ubuntu's tool for installing Debian, knows.
    """
    if os.environ.get("DEBIAN_MIRROR"):
        return os.environ["DEBIAN_MIRROR"]
    release = os_release()
    if release.get("ID") == "debian":
        listing = run(
            ["apt-get", "indextargets", "--format", "$(CODENAME) $(SUITE) $(REPO_URI)"],
            what="Reading apt's sources",
        )
        wanted = {release.get("VERSION_CODENAME"), "stable", "testing", "unstable"}
        for line in listing.splitlines():
            *names, uri = line.split()
            if wanted & set(names) and "security" not in uri:
                return uri.rstrip("/")
        raise Problem(
            "apt's sources name no Debian mirror.",
            "Name one: make run DEBIAN_MIRROR=http://your.mirror/debian",
        )
    script = _from_hosts_archive("debootstrap", "usr/share/debootstrap/scripts/sid")
    found = re.search(r"default_mirror (\S+)", script.read_text())
    if not found:
        raise Problem(
            "No Debian mirror is known.",
            "Name one: make run DEBIAN_MIRROR=http://your.mirror/debian",
        )
    return found[1]


def _keyring():
    if KEYRING.exists():
        return KEYRING
    return _from_hosts_archive("debian-archive-keyring", str(KEYRING).lstrip("/"))


def _from_hosts_archive(package, path):
    """Return ``path`` out of ``package`` of the host's own (trusted) archive."""
    folder = APT / "host"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / path).exists():
        run(
            ["apt-get", "download", package],
            cwd=folder,
            what=f"Downloading {package}",
            way_out="Run `sudo apt-get update` once, then try again.",
        )
        for deb in folder.glob(f"{package}_*.deb"):
            run(["dpkg-deb", "-x", deb, folder], what=f"Unpacking {deb.name}")
    return folder / path


class Archive:
    """One private apt: ``suite`` of the mirror, seen over ``status`` (installed)."""

    def __init__(self, suite, status=None):
        self.home = APT / suite
        self.debs = APT / "debs"  # shared: a broken download goes on from there
        for folder in (self.home / "state/lists/partial", self.debs / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        (self.home / "status").touch()
        sources = self.home / "sources.list"
        sources.write_text(
            f"deb [signed-by={_keyring()}] {debian_mirror()} {suite} main\n"
        )
        settings = {
            "Dir::Etc::SourceList": sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State": self.home / "state",
            "Dir::State::status": status or self.home / "status",
            "Dir::Cache": self.home / "cache",
            "Dir::Cache::archives": self.debs,
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Install-Recommends": "false",
            "APT::Sandbox::User": "root",
            "Debug::NoLocking": "true",
        }
        config = self.home / "apt.conf"
        config.write_text("".join(f'{k} "{v}";\n' for k, v in settings.items()))
        self.env = {**os.environ, "APT_CONFIG": str(config), "LC_ALL": "C"}

    def _apt(self, *arguments):
        return run(
            ["apt-get", "-q", *arguments],
            env=self.env,
            what="apt-get " + arguments[0],
            way_out="Check the network and run the same command again; a broken "
            "download goes on where it stopped.",
        )

    def update(self):
        self._apt("update")

    def closure(self, packages):
        """Return [(file name, bytes)] of ``packages`` with all they depend on."""
        return self._uris("install", *packages)

    def alone(self, packages):
        """Return [(file name, bytes)] of just ``packages``."""
        return self._uris("download", *packages)

    def _uris(self, *arguments):
        listing = self._apt("-qq", "--print-uris", *arguments)
        lines = (line.split() for line in listing.splitlines() if line[:1] == "'")
        return [(words[1], int(words[2])) for words in lines]

    def fetch(self, wanted):
        """Download ``[(file name, bytes)]`` and return their paths; apt checks them."""
        total = sum(size for _name, size in wanted) / 1e6
        names = [name.split("_")[0] for name, _size in wanted]
        done = threading.Event()

        def watch():
            while not done.wait(1):
                here = [p for p in self.debs.rglob("*.deb") if p.name in files]
                progress(sum(p.stat().st_size for p in here) / 1e6, total)

        files = {name for name, _size in wanted}
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            self._fetch_by_name(names)
        finally:
            done.set()
            watcher.join()
        return [self.debs / name for name, _size in wanted]

    def _fetch_by_name(self, names):
        # `download` writes to the current folder and verifies each checksum; a file
        # that is already there and right is kept.
        run(
            ["apt-get", "-q", "download", *names],
            env=self.env,
            cwd=self.debs,
            what="Downloading from Debian",
            way_out="Check the network and run the same command again.",
        )


def unpack(deb, target, keep=lambda name: True):
    """Unpack a .deb below ``target``: those members whose name ``keep`` accepts."""
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE
    ) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                if keep(member.name):
                    archive.extract(member, target, set_attrs=not member.isdev())
        process.stdout.read()
    if process.returncode:
        raise Problem(f"{deb.name} is damaged.", f"Delete {deb} and run again.")


def _is_needed_of_odoo(name):
    """Leave out the second copy of the add-ons and languages nobody here reads."""
    if name.startswith("./usr/lib/python3/dist-packages/addons"):
        return False
    if name.endswith(".po"):
        return name.endswith(("/zh_CN.po", "/en_GB.po"))
    return True


def install_odoo():
    """Unpack Odoo and what it links to into .odoo/odoo; return its version."""
    stamp = ODOO_ROOT / ".complete"
    if stamp.exists():
        return stamp.read_text()
    require_apt()
    with step("Looking up Odoo 19.0 in Debian's archive"):
        archive = Archive(ODOO_SUITE)
        archive.update()
        wanted = archive.alone([ODOO_PACKAGE, *ODOO_ASSETS])
    size = sum(size for _name, size in wanted) / 1e6
    with step(f"Downloading Odoo ({size:.0f} MB)"):
        debs = archive.fetch(wanted)
    version = next(
        name.split("_")[1] for name, _size in wanted if name.startswith(ODOO_PACKAGE)
    )
    with (
        step(f"Unpacking Odoo {version}"),
        replace_when_whole(ODOO_ROOT, version) as root,
    ):
        for deb in debs:
            unpack(deb, root, _is_needed_of_odoo)
    for deb in debs:
        deb.unlink()
    return version


def install_tools(name, programs):
    """Make ``programs`` (Debian package names) available below .odoo/tools/``name``.

    Returns the folder. On the release they come from, only what the system lacks is
    downloaded; elsewhere the whole closure, bar the C library.
    """
    root = TOOLS_ROOT / name
    key = " ".join([STABLE_SUITE, *programs])
    if is_complete(root, key):
        return root
    require_apt()
    same_release = os_release().get("VERSION_CODENAME") == STABLE_SUITE
    with step(f"Looking up {', '.join(programs)}"):
        archive = Archive(
            STABLE_SUITE, "/var/lib/dpkg/status" if same_release else None
        )
        archive.update()
        wanted = archive.closure(programs)
        wanted = [(f, s) for f, s in wanted if f.split("_")[0] not in HOST_LIBRARIES]
    size = sum(size for _name, size in wanted) / 1e6
    with step(f"Downloading {len(wanted)} packages ({size:.0f} MB)"):
        debs = archive.fetch(wanted)
    with step("Unpacking them"), replace_when_whole(root, key) as folder:
        for deb in debs:
            unpack(deb, folder)
    for deb in debs:
        deb.unlink()
    return root
