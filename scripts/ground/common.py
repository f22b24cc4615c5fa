"""What every part of the ground shares: places, words to the user, running programs."""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"
ODOO_HOME = ROOT / ".odoo"  # Odoo, OCA, helper programs, file store, logs
LOGS = ODOO_HOME / "log"
VENV = ROOT / ".venv"
PG_HOME = ROOT / ".pg"
PYTHON = VENV / "bin" / "python"

NOT_IN_A_PATH = ":,;\"'$\\\n"
DISK_FULL = "Free some space and run the same command again; it goes on from there."


def names_of_addons(folder):
    return sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))


OUR_ADDONS = names_of_addons(ROOT / "addons")


class Problem(Exception):
    """Something the user can act on: what went wrong, and the way out."""

    def __init__(self, cause, way_out=""):
        super().__init__(cause)
        self.way_out = way_out


def say(text):
    print(text, flush=True)


@contextlib.contextmanager
def step(text):
    """Announce ``text``, and how long it took once it is done."""
    say(f"==> {text} ...")
    start = time.monotonic()
    yield
    say(f"    done in {time.monotonic() - start:.0f} s")


def progress(done, total, unit="MB"):
    """Rewrite one line on a terminal; in a log, say nothing (the step says it all)."""
    if sys.stdout.isatty():
        end = "\n" if done >= total else ""
        print(f"\r    {done:,.0f} / {total:,.0f} {unit}   ", end=end, flush=True)


def run(command, *, what, way_out="", log=None, **kwargs):
    """Run ``command``; on failure raise a Problem that shows the end of its output.

    ``log``: a path that receives the whole output instead of the memory.
    Returns the output (empty when it went to ``log``).
    """
    command = [str(part) for part in command]
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "w", encoding="utf-8") as stream:
            status = subprocess.run(
                command, stdout=stream, stderr=subprocess.STDOUT, **kwargs
            ).returncode
        output = log.read_text(encoding="utf-8", errors="replace") if status else ""
    else:
        result = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kwargs
        )
        status = result.returncode
        output = result.stdout.decode(errors="replace")
    if status:
        if os.strerror(errno.ENOSPC) in output:
            way_out = DISK_FULL
        raise Problem(f"{what} failed (exit {status}):\n{end_of(output)}", way_out)
    return output


def end_of(output, lines=15):
    """The last lines of a program's output, set apart from our own words."""
    return "\n".join("    | " + line for line in output.splitlines()[-lines:])


def digest(*parts):
    """Return 12 hex digits that change with any part: a text, or a file's content."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        sha.update(b"\0")
    return sha.hexdigest()[:12]


@contextlib.contextmanager
def lock(name, busy=None):
    """Hold .odoo/<name>.lock; wait for another holder, or raise ``busy`` at once.

    The kernel frees the lock of a process that dies, however it dies.
    """
    ODOO_HOME.mkdir(exist_ok=True)
    with open(ODOO_HOME / f"{name}.lock", "w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if busy:
                raise busy from None
            say("    (waiting for another `make` in this checkout)")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def is_complete(folder, key):
    """Whether ``folder`` was finished for ``key`` (see ``replace_when_whole``)."""
    stamp = folder / ".complete"
    return stamp.is_file() and stamp.read_text() == key


@contextlib.contextmanager
def replace_when_whole(folder, key):
    """Yield an empty folder that takes the place of ``folder`` only if all went well.

    A download or an unpacking that breaks off thus never looks like a whole one:
    the stamp is the last file written, and the new folder moves into place at once.
    """
    partial = folder.with_name(folder.name + ".partial")
    old = folder.with_name(folder.name + ".old")
    for rest in (partial, old):
        shutil.rmtree(rest, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)  # its space may be what was missing
        raise
    os.sync()  # after a power cut, no stamp beside files that never reached the disk
    (partial / ".complete").write_text(key)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def write_private(path, text):
    """Write a file that only its owner may read, never seen half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as stream:
        stream.write(text)
    draft.replace(path)


def check_place():
    """Refuse a folder that the settings of Odoo, apt or the linker cannot name."""
    strange = sorted(set(NOT_IN_A_PATH) & set(str(ROOT)))
    if strange:
        raise Problem(
            f"The path of the checkout, {ROOT}, contains {' '.join(strange)}.",
            "Move it to a folder without these (spaces and Chinese are fine).",
        )


def need_disk(gigabytes, purpose):
    """Refuse before a long download rather than in the middle of it."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"{purpose} needs {gigabytes} GB of disk, {ROOT} has {free:.1f} GB left.",
            "Free some space, or clone the repository on a larger disk.",
        )


def disk_is_full():
    """Whether that may be the cause of anything that went wrong."""
    return shutil.disk_usage(ROOT).free < 50e6


def explain_os_error(error):
    """Turn the errors of a full or read-only disk into a Problem; re-raise others."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(f"The disk is full ({error.filename or ROOT}).", DISK_FULL)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Problem(
            f"Cannot write to {error.filename or ROOT}: {error.strerror}.",
            "Run as the owner of the checkout, or clone it to a folder of your own.",
        )
    raise error


def os_release():
    """Return the keys of /etc/os-release, e.g. {'ID': 'debian', ...}."""
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key: value.strip('"') for key, value in pairs}


def which(program):
    path = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    return Path(path) if path else None
