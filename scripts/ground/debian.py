"""Take packages out of Debian's archive without touching the system.

apt does the work (mirror, signatures, checksums, resuming), but with folders and
sources of its own below ``.odoo/``; the packages are unpacked, never installed.
"""

import os
import platform
import re
import shutil
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
UNSTABLE, STABLE = "unstable", "bookworm"
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
DEBS = APT / "debs"  # a broken download goes on from here
ODOO_ROOT = ODOO_HOME / "odoo"
TOOLS_ROOT = ODOO_HOME / "tools"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
APT_TEMPLATES = Path("/usr/share/python-apt/templates")
# The host's own C library serves all programs: two of them do not mix.
HOST_PACKAGES = {"libc6", "libc-bin", "libgcc-s1", "gcc-12-base", "dpkg", "tar"}
# The second copy of the add-ons, and what nobody reads here.
UNUSED = (
    "./usr/lib/python3/dist-packages/addons",
    "./usr/share/doc/",
    "./usr/share/locale/",
    "./usr/share/man/",
)
LANGUAGES = ("/zh_CN.po", "/en_GB.po")


def require_apt():
    if not (which("apt-get") and which("dpkg-deb")):
        name = os_release().get("PRETTY_NAME", platform.system())
        raise Problem(
            f"This installer works on Debian 12, 13 and Ubuntu 24.04; this is {name}.",
            "Elsewhere, get Odoo 19.0 and PostgreSQL 15 yourself, name them with "
            "`make run ODOO_SRC=/path/to/odoo` and in config/odoo.conf.",
        )


def debian_mirror():
    """Return the address of a Debian archive: DEBIAN_MIRROR, or the one apt uses.

    On Ubuntu, whose own mirrors hold other packages, it is the one that Ubuntu's tool
    for editing apt's sources knows.
    """
    if os.environ.get("DEBIAN_MIRROR"):
        return os.environ["DEBIAN_MIRROR"].rstrip("/")
    release = os_release()
    if release.get("ID") == "debian":
        # Asks apt's sources only: neither the network nor downloaded lists.
        addresses = run(["apt-get", "--print-uris", "update"], what="Reading sources")
        names = release.get("VERSION_CODENAME"), "stable", "testing", "unstable", "sid"
        mirror = find_mirror(addresses, names)
    else:
        folder = _from_host("python-apt-common", APT_TEMPLATES)
        text = "".join(path.read_text() for path in folder.glob("[Dd]ebian.info"))
        found = re.search(r"^BaseURI: (\S+?)/?$", text, re.M)
        mirror = found and found[1]
    if not mirror:
        raise Problem(
            "No Debian mirror is known: apt's sources name none.",
            "Name one: make run DEBIAN_MIRROR=http://your.mirror/debian",
        )
    return mirror


def find_mirror(addresses, releases):
    """Return the first address in apt's list that carries one of ``releases``."""
    for address, release in re.findall(r"^'(\S+?)/dists/([^/]+)/", addresses, re.M):
        if release in releases and not address.startswith("cdrom:"):
            return address
    return None


def _from_host(package, path):
    """Return ``path`` of the host's ``package``, installed or out of its archive."""
    if path.exists():
        return path
    folder = APT / "from-host" / package
    if not is_complete(folder, package):
        _install(folder, package, Archive(), [package], alone=True, key=package)
    return folder / path.relative_to("/")


class Archive:
    """A private apt for ``suite`` of Debian; without one, for the host's sources."""

    def __init__(self, suite=None):
        require_apt()
        self.home = home = APT / (suite or "host")
        for folder in ("state/lists/partial", "cache", "trusted", "none/partial"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        settings = {
            # The host's hooks would work on our lists; its proxies are wanted.
            "Dir::Etc::Main": "/dev/null",
            "Dir::Etc::Parts": "/dev/null",
            "Dir::State": home / "state",
            "Dir::State::status": home / "status",
            "Dir::Cache": home / "cache",
            # Always empty: apt would not list what already lies there.
            "Dir::Cache::archives": home / "none",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
            "APT::Install-Recommends": "false",
            "APT::Sandbox::User": "root",
            "Debug::NoLocking": "true",
        }
        if suite:
            sources = home / "sources.list"
            sources.write_text(f"deb {debian_mirror()} {suite} main\n")
            keyring = home / "trusted" / KEYRING.name
            keyring.unlink(missing_ok=True)
            keyring.symlink_to(_from_host("debian-archive-keyring", KEYRING))
            settings["Dir::Etc::SourceList"] = sources
            settings["Dir::Etc::SourceParts"] = "/dev/null"
            settings["Dir::Etc::TrustedParts"] = keyring.parent
        (home / "status").touch()
        config = home / "apt.conf"
        config.write_text(
            _network_settings() + "".join(f'{k} "{v}";\n' for k, v in settings.items())
        )
        self.env = {**os.environ, "APT_CONFIG": str(config), "LC_ALL": "C"}
        self._apt("update")

    def _apt(self, *arguments, **kwargs):
        return run(
            ["apt-get", "-q", *arguments],
            env=self.env,
            what="apt-get " + arguments[0],
            way_out="Check the network (and the clock: apt refuses lists of another "
            "time), then run the same command again; a broken download goes on.",
            **kwargs,
        )

    def look_up(self, packages, *, alone):
        """Return [(file name, bytes)] of ``packages``, with all they need or alone."""
        verb = "download" if alone else "install"
        listing = self._apt(verb, "-qq", "--print-uris", *packages)
        lines = (line.split() for line in listing.splitlines() if line[:1] == "'")
        wanted = [(words[1], int(words[2])) for words in lines]
        return [each for each in wanted if name_of(each[0]) not in HOST_PACKAGES]

    def fetch(self, wanted):
        """Download ``[(file name, bytes)]`` and return their paths; apt checks them."""
        DEBS.mkdir(parents=True, exist_ok=True)
        paths = [DEBS / name for name, _size in wanted]
        total = sum(size for _name, size in wanted) / 1e6
        done = threading.Event()

        def watch():
            while not done.wait(1):
                here = sum(path.stat().st_size for path in paths if path.exists())
                progress(here / 1e6, total)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            # Into the current folder; a file that is there and right is kept.
            self._apt("download", *(name_of(path.name) for path in paths), cwd=DEBS)
        finally:
            done.set()
            watcher.join()
        return paths


def name_of(file_name):
    """The package in libfoo_1.2_amd64.deb."""
    return file_name.split("_")[0]


def _network_settings():
    """The host's own apt settings for proxies, certificates and the like."""
    dump = run(["apt-config", "dump"], what="apt-config")
    ours = r"Acquire::(?!IndexTargets|Languages|Retries|CompressionTypes|GzipIndexes)"
    return "".join(f"{line}\n" for line in dump.splitlines() if re.match(ours, line))


def unpack(deb, target):
    """Unpack a .deb below ``target``, bar what is ``UNUSED``."""
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", deb],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
                for member in archive:
                    if is_used(member.name):
                        member.mode &= 0o755  # nothing runs as another user from here
                        archive.extract(member, target)
            process.stdout.read()  # the padding; else dpkg-deb dies of a broken pipe
        except tarfile.TarError as error:
            raise Problem(f"{deb.name}: {error}", f"Delete {deb}.") from error
    if process.returncode:
        raise Problem(f"{deb.name} is damaged.", f"Delete {deb} and run again.")


def is_used(name):
    if name.endswith(".po"):
        return name.endswith(LANGUAGES) and not name.startswith(UNUSED)
    return not name.startswith(UNUSED)


def _install(root, what, archive, packages, *, alone, key=None):
    """Look up, download and unpack ``packages`` into ``root``; return the stamp.

    The stamp is ``key``, by default the version of the first package.
    """
    wanted = archive.look_up(packages, alone=alone)
    size = sum(size for _name, size in wanted) / 1e6
    with step(f"Downloading {what} ({len(wanted)} packages, {size:.0f} MB)"):
        debs = archive.fetch(wanted)
    version = next(n.split("_")[1] for n, _ in wanted if name_of(n) == packages[0])
    key = key or version
    with step(f"Unpacking {what}"), replace_when_whole(root, key) as folder:
        for deb in debs:
            unpack(deb, folder)
    for folder in (DEBS, archive.home):
        shutil.rmtree(folder)
    return key


def install_odoo():
    """Unpack Odoo and what it links to into .odoo/odoo; return its version."""
    stamp = ODOO_ROOT / ".complete"
    if stamp.exists():
        return stamp.read_text()
    with step("Looking up Odoo 19.0 in Debian's archive"):
        archive = Archive(UNSTABLE)
    packages = [ODOO_PACKAGE, *ODOO_ASSETS]
    return _install(ODOO_ROOT, "Odoo", archive, packages, alone=True)


def install_tools(name, packages, suite=STABLE, *, alone=False):
    """Unpack ``packages`` with all they need into .odoo/tools/``name``; return it."""
    root = TOOLS_ROOT / name
    key = " ".join([suite, *packages])
    if not is_complete(root, key):
        with step(f"Looking up {', '.join(packages)}"):
            archive = Archive(suite)
        _install(root, name, archive, packages, alone=alone, key=key)
    return root
