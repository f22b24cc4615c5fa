"""scripts/ground without network and without Odoo: what breaks off, what is refused."""

import contextlib
import errno
import http.server
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GROUND = ROOT / "scripts" / "ground"
sys.path.insert(0, str(GROUND))

import debian  # noqa: E402
import odoo_server  # noqa: E402
import postgres  # noqa: E402
import programs  # noqa: E402
import python_env  # noqa: E402
import serve  # noqa: E402

import common  # noqa: E402

Problem = common.Problem


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """No database here: stands in for the fixture of pytest-odoo."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Nor a server of pytest-odoo's."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder that stands for .odoo/ in the modules that write there."""
    monkeypatch.setattr(common, "ODOO_HOME", tmp_path)
    monkeypatch.setattr(odoo_server, "ODOO_HOME", tmp_path)
    monkeypatch.setattr(serve, "LOGS", tmp_path / "log")
    monkeypatch.setattr(serve, "NGINX_HOME", tmp_path / "nginx")
    return tmp_path


@pytest.fixture
def cluster(tmp_path):
    """A cluster of this account in ``tmp_path``, never started."""
    made = postgres.Cluster()
    made.account = None
    made.home = tmp_path
    made.data, made.socket = tmp_path / "data", tmp_path / "socket"
    made.data.mkdir()
    return made


def in_python(code):
    """Start another Python that knows scripts/ground; it says when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(GROUND)!r}]\n{code}"],
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate()


def ends(pid):
    """Whether a process ends before long."""
    for _ in range(500):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):  # between open and read
            return True
        time.sleep(0.1)
    return False


# Whole or not at all


def old_folder(tmp_path):
    folder = tmp_path / "tree"
    with common.replace_when_whole(folder, "1") as new:
        (new / "file").write_text("old")
    return folder


def test_a_whole_folder_takes_the_place_of_the_old_one(tmp_path):
    folder = old_folder(tmp_path)
    assert common.is_complete(folder, "1")
    with common.replace_when_whole(folder, "2") as new:
        (new / "other").write_text("new")
        assert (folder / "file").read_text() == "old"
    assert common.is_complete(folder, "2") and not common.is_complete(folder, "1")
    assert sorted(p.name for p in folder.iterdir()) == [".complete", "other"]
    assert [p.name for p in tmp_path.iterdir()] == ["tree"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_what_breaks_off_changes_nothing_and_frees_its_space(tmp_path, error):
    folder = old_folder(tmp_path)
    with pytest.raises(type(error)):
        with common.replace_when_whole(folder, "2") as new:
            (new / "half").write_text("x")
            raise error
    assert common.is_complete(folder, "1")
    assert [p.name for p in tmp_path.iterdir()] == ["tree"]


def test_what_is_killed_is_not_taken_for_whole(tmp_path):
    process = in_python(
        "import common, pathlib, time\n"
        f"with common.replace_when_whole(pathlib.Path({str(tmp_path)!r}, 'tree'), '1') "
        "as new:\n"
        "    (new / 'half').write_text('x'); print('ready', flush=True); time.sleep(60)"
    )
    kill(process)
    folder = tmp_path / "tree"
    assert (tmp_path / "tree.partial" / "half").exists()
    assert not common.is_complete(folder, "1")
    with common.replace_when_whole(folder, "1") as new:
        assert not list(new.iterdir())
    assert common.is_complete(folder, "1")


@pytest.mark.parametrize(
    ("stamp", "run", "testing"),
    [
        (None, False, False),
        ("other", False, False),
        ("REQUIREMENTS", True, False),
        ("REQUIREMENTS_TEST", True, True),
    ],
)
def test_venv_is_whole_only_with_the_stamp_of_its_lock(
    tmp_path, monkeypatch, stamp, run, testing
):
    monkeypatch.setattr(python_env, "VENV", tmp_path)
    monkeypatch.setattr(python_env, "PYTHON", Path(sys.executable))
    if stamp:
        lock = getattr(python_env, stamp, None)
        (tmp_path / ".complete").write_text(python_env._key(lock) if lock else stamp)
    assert python_env.is_installed() is run
    assert python_env.is_installed(testing=True) is testing
    monkeypatch.setattr(python_env, "PYTHON", tmp_path / "gone")
    assert not python_env.is_installed()


# One at a time


def test_lock_refuses_while_another_process_lives(home):
    busy = Problem("busy")
    process = in_python(
        "import common, pathlib, time\n"
        f"common.ODOO_HOME = pathlib.Path({str(home)!r})\n"
        "with common.lock('x'):\n    print('ready', flush=True); time.sleep(60)"
    )
    with pytest.raises(Problem) as caught, common.lock("x", busy=busy):
        pass
    assert caught.value is busy
    kill(process)
    with common.lock("x", busy=busy):
        pass


# What went wrong, and the way out


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EACCES, "Cannot write to /a/file"),
        (errno.EROFS, "Cannot write to /a/file"),
    ],
)
def test_errors_of_the_disk_are_explained(number, words):
    problem = common.explain_os_error(OSError(number, os.strerror(number), "/a/file"))
    assert words in str(problem) and "/a/file" in str(problem)
    assert problem.way_out


def test_other_errors_are_not_hidden():
    error = FileNotFoundError(errno.ENOENT, "gone", "x")
    with pytest.raises(FileNotFoundError):
        common.explain_os_error(error)


def test_disk_is_checked_before_the_download():
    common.need_disk(0, "Nothing")
    with pytest.raises(Problem, match="The town needs 1000000 GB of disk") as caught:
        common.need_disk(1_000_000, "The town")
    assert "Free some space" in caught.value.way_out


def test_a_failed_program_shows_its_last_words():
    code = "[print(n) for n in range(30)]; raise SystemExit(3)"
    with pytest.raises(Problem) as caught:
        common.run([sys.executable, "-c", code], what="Counting", way_out="Do not.")
    assert str(caught.value).startswith("Counting failed (exit 3):\n    | 15\n")
    assert str(caught.value).endswith("    | 29")
    assert caught.value.way_out == "Do not."


def test_a_program_that_fills_the_disk_is_told_from_a_broken_network(tmp_path):
    code = "raise SystemExit('E: write (28: No space left on device)')"
    for log in (None, tmp_path / "log"):
        with pytest.raises(Problem) as caught:
            common.run([sys.executable, "-c", code], what="apt", way_out="x", log=log)
        assert caught.value.way_out == common.DISK_FULL


@pytest.mark.parametrize("name", ["plain", "with space", "燃气", "it-is_100%"])
def test_checkout_may_lie_in_a_folder_called(name, monkeypatch):
    monkeypatch.setattr(common, "ROOT", Path("/home", name))
    common.check_place()


@pytest.mark.parametrize("name", ["a:b", "a,b", "it's", 'a"b', "a$b", "a\\b", "a;b"])
def test_checkout_may_not_lie_in_a_folder_called(name, monkeypatch):
    monkeypatch.setattr(common, "ROOT", Path("/home", name))
    with pytest.raises(Problem, match="path of the checkout"):
        common.check_place()


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 9), False), ((3, 10), True), ((3, 13), True), ((3, 14), False)],
)
def test_python_is_checked(version, fits, monkeypatch):
    fake = types.SimpleNamespace(version_info=(*version, 0), version="3.x (main)")
    monkeypatch.setattr(python_env, "sys", fake)
    with contextlib.nullcontext() if fits else pytest.raises(Problem) as caught:
        python_env.check_python()
    if not fits:
        assert caught.value.way_out.startswith("Name another one: make run PYTHON=")


@pytest.mark.parametrize(
    ("release", "words"),
    [
        (None, "holds no odoo-bin"),
        ("version_info = (18, 0, 0, FINAL, 0, '')", "is not Odoo 19.0"),
        ("version_info = (19, 0, 0, FINAL, 0, '')", None),
    ],
)
def test_odoo_src_is_looked_at(tmp_path, monkeypatch, release, words):
    monkeypatch.setenv("ODOO_SRC", str(tmp_path))
    if release:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo" / "release.py").write_text(release)
        (tmp_path / "odoo-bin").touch()
    if words:
        with pytest.raises(Problem, match=words):
            odoo_server.named_source()
    else:
        assert odoo_server.named_source() == tmp_path


# Debian's archive

SOURCES = """\
'cdrom:[Debian 12]/dists/bookworm/main/binary-amd64/Packages.xz' cdrom_Packages 0
'http://security.example/debian-security/dists/bookworm-security/InRelease' a 0
'https://vendor.example/apt/dists/nodistro/InRelease' b 0
'http://mirror.example/debian/dists/bookworm-updates/InRelease' c 0
'http://mirror.example/debian/dists/bookworm/InRelease' d 0
'http://second.example/debian/dists/bookworm/InRelease' e 0
"""


def test_mirror_is_the_first_that_carries_the_release():
    assert debian.find_mirror(SOURCES, ["bookworm"]) == "http://mirror.example/debian"
    assert debian.find_mirror(SOURCES, ["trixie", "stable"]) is None


def test_mirror_of_debian(monkeypatch):
    monkeypatch.delenv("DEBIAN_MIRROR", raising=False)
    release = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
    monkeypatch.setattr(debian, "os_release", lambda: release)
    monkeypatch.setattr(debian, "run", lambda command, **_: SOURCES)
    assert debian.debian_mirror() == "http://mirror.example/debian"
    release["VERSION_CODENAME"] = "trixie"
    with pytest.raises(Problem) as caught:
        debian.debian_mirror()
    assert "DEBIAN_MIRROR=" in caught.value.way_out
    monkeypatch.setenv("DEBIAN_MIRROR", "http://own.example/debian/")
    assert debian.debian_mirror() == "http://own.example/debian"


def test_mirror_of_ubuntu(monkeypatch, tmp_path):
    monkeypatch.delenv("DEBIAN_MIRROR", raising=False)
    monkeypatch.setattr(debian, "os_release", lambda: {"ID": "ubuntu"})
    template = tmp_path / "debian.info"
    template.write_text("Suite: {series}\nBaseURI: http://d.example/debian/\n")
    monkeypatch.setattr(debian, "APT_TEMPLATES", tmp_path)
    assert debian.debian_mirror() == "http://d.example/debian"


def test_another_system_is_told_what_it_can_do(monkeypatch):
    monkeypatch.setattr(debian, "which", lambda name: None)
    monkeypatch.setattr(debian, "os_release", lambda: {"PRETTY_NAME": "Fedora 44"})
    with pytest.raises(Problem, match="this is Fedora 44") as caught:
        debian.Archive("unstable")
    assert "ODOO_SRC=" in caught.value.way_out


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("./usr/lib/python3/dist-packages/odoo/release.py", True),
        ("./usr/lib/python3/dist-packages/addons/web/__init__.py", False),
        ("./usr/lib/python3/dist-packages/odoo/addons/sale/i18n/zh_CN.po", True),
        ("./usr/lib/python3/dist-packages/odoo/addons/sale/i18n/fr.po", False),
        ("./usr/share/doc/odoo-19/copyright", False),
    ],
)
def test_what_is_unpacked(name, used):
    assert debian.is_used(name) is used


def make_deb(tmp_path):
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x.example>\n"
        "Description: x\n"
    )
    program = tree / "usr" / "bin" / "x"
    program.parent.mkdir(parents=True)
    program.write_bytes(os.urandom(100_000))
    program.chmod(0o4755)
    deb = tmp_path / "x_1_all.deb"
    subprocess.run(["dpkg-deb", "-b", tree, deb], check=True, capture_output=True)
    return deb


@pytest.mark.skipif(not common.which("dpkg-deb"), reason="Debian's tool")
def test_unpacked_programs_run_as_who_starts_them(tmp_path):
    debian.unpack(make_deb(tmp_path), tmp_path / "root")
    assert (tmp_path / "root/usr/bin/x").stat().st_mode & 0o7777 == 0o755


@pytest.mark.skipif(not common.which("dpkg-deb"), reason="Debian's tool")
def test_a_cut_package_is_refused(tmp_path):
    deb = make_deb(tmp_path)
    deb.write_bytes(deb.read_bytes()[:-50_000])
    with pytest.raises(Problem, match="x_1_all.deb"):
        debian.unpack(deb, tmp_path / "root")


# Locks


@pytest.mark.parametrize("name", ["requirements", "requirements-test", "oca"])
def test_locks_hold_on_any_mirror_and_name_every_checksum(name):
    text = (ROOT / "config" / f"{name}.txt").read_text()
    assert "://" not in text
    assert not re.search(
        r"^\s*--?(f|i|find-links|index-url|extra-index-url)\b", text, re.M
    )
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
    assert len(entries) > 0
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==[^\s;]+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_the_lock_of_the_tests_holds_that_of_the_server():
    def pins(name):
        text = (ROOT / "config" / name).read_text()
        return set(re.findall(r"^[a-z0-9._-]+==[^\s;]+", text, re.M))

    assert pins("requirements.txt") <= pins("requirements-test.txt")


# Programs


def test_wrapper_quotes_its_paths(tmp_path):
    root = tmp_path / "燃气 (own) & <co> *"
    library = root / "usr" / "lib" / "x86_64-linux-gnu"
    library.mkdir(parents=True)
    program = root / "show"
    program.write_text('#!/bin/sh\nprintf "%s|" "$LD_LIBRARY_PATH" "$@"\n')
    program.chmod(0o755)
    wrapper = tmp_path / "wrapper"
    wrapper.write_text(programs.wrapper(root, "show"))
    wrapper.chmod(0o755)
    shown = subprocess.run(
        [wrapper, "a b", "$HOME", ""], capture_output=True, check=True
    ).stdout.decode()
    assert shown == f"{library}|a b|$HOME||"


# PostgreSQL


def test_a_process_number_in_use_again_is_no_server(cluster):
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n/somewhere\n")
    assert cluster.pid() is None


def test_server_is_who_works_in_the_data_folder(cluster):
    process = subprocess.Popen(["sleep", "60"], cwd=cluster.data)
    (cluster.data / "postmaster.pid").write_text(f"{process.pid}\n")
    assert cluster.pid() == process.pid
    kill(process)
    assert cluster.pid() is None


@pytest.mark.parametrize("text", ["", "\n", "x"])
def test_a_torn_pid_file_is_no_server(cluster, text):
    (cluster.data / "postmaster.pid").write_text(text)
    assert cluster.pid() is None


def test_what_a_killed_server_left_is_cleared(cluster):
    cluster.socket.mkdir()
    left = [cluster.data / "postmaster.pid", cluster.socket / ".s.PGSQL.5432.lock"]
    for path in left:
        path.write_text(f"{os.getpid()}\n")
    cluster._clear_after_kill()
    assert not any(path.exists() for path in left)


@pytest.mark.parametrize(
    ("data", "machine", "chosen"),
    [
        (None, [17, 15], "/system/17"),
        ("15", [17, 15], "/system/15"),
        ("18", [17], "/wheel/18"),
        ("16", [17], None),
        (None, [], "/wheel/18"),
    ],
)
def test_programs_are_of_the_version_that_made_the_data(
    cluster, monkeypatch, data, machine, chosen
):
    if data:
        (cluster.data / "PG_VERSION").write_text(f"{data}\n")
    found = [(major, Path(f"/system/{major}")) for major in machine]
    monkeypatch.setattr(postgres, "_system_programs", lambda: found)
    monkeypatch.setattr(cluster, "_wheel_programs", lambda: [(18, Path("/wheel/18"))])
    if chosen:
        assert cluster.programs == Path(chosen)
    else:
        with pytest.raises(Problem, match="made by PostgreSQL 16; here is 17, 18"):
            cluster.programs  # noqa: B018


def test_socket_of_a_deep_checkout_lies_elsewhere(monkeypatch):
    monkeypatch.setattr(postgres, "PG_HOME", Path("/home", "深" * 40, ".pg"))
    monkeypatch.setattr(postgres, "_unprivileged_account", lambda: None)
    made = postgres.Cluster()
    assert made.data == Path("/home", "深" * 40, ".pg", "data")
    assert made.socket.parent == Path("/tmp")
    assert len(os.fsencode(made.socket)) < postgres.LONGEST_SOCKET_FOLDER


def test_folders_laid_by_others_are_refused(cluster, tmp_path):
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(Problem, match="belongs to another user"):
        cluster._make_private(tmp_path / "link")
    cluster._make_private(tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700


# Serving


def test_port_from_the_command_line(monkeypatch):
    monkeypatch.setenv("HTTP_PORT", "18999")
    assert odoo_server.read_settings()["options"]["http_port"] == "18999"


def test_settings_may_hold_a_password(home):
    odoo = odoo_server.Odoo(ROOT, ROOT / "odoo-bin", "19.0")
    path = odoo.write_config("x", workers=7)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "workers = 7" in path.read_text()
    assert [p.name for p in home.iterdir()] == ["x.conf"]


def test_a_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings = odoo_server.read_settings()
        settings["options"]["http_port"] = str(port)
        with pytest.raises(Problem, match=f"Port {port} cannot be used") as caught:
            serve.check_port(settings["options"])
    assert "HTTP_PORT=" in caught.value.way_out
    serve.check_port(settings["options"])


class Broken(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(500)

    def log_message(self, *_):
        pass


def test_a_broken_page_ends_the_waiting(home):
    with http.server.HTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(Problem, match="answers 500"):
            serve.wait_for_page("127.0.0.1", server.server_port, {})
        server.shutdown()


def test_a_dead_part_ends_the_waiting_with_its_last_words(home):
    part = serve.start(
        "odoo", ["sh", "-c", "echo no such database; exit 7"], os.environ
    )
    part.wait()
    with pytest.raises(Problem, match=r"Odoo has stopped \(exit 7\):\n.*no such"):
        serve.wait_for_page("127.0.0.1", serve.free_ports(1)[0], {"Odoo": part})


def test_parts_stop_with_all_their_workers(home, tmp_path):
    script = f"trap '' TERM; (sleep 60) & echo $! >{tmp_path}/worker; kill -9 $$"
    part = serve.start("odoo", ["sh", "-c", script], os.environ)
    part.wait()
    serve.stop({"Odoo": part})
    assert ends(int((tmp_path / "worker").read_text()))


def test_parts_end_with_a_killed_parent(home, tmp_path):
    process = in_python(
        "import serve, os, pathlib, time\n"
        f"serve.LOGS = pathlib.Path({str(tmp_path)!r})\n"
        "part = serve.start('x', ['sleep', '60'], os.environ)\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(part.pid))\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    kill(process)
    assert ends(int((tmp_path / "pid").read_text()))


def test_nginx_listens_where_odoo_would(home):
    for interface, expected in (
        ("", "0.0.0.0:1"),
        ("::1", "[::1]:1"),
        ("1.2.3.4",) * 2,
    ):
        serve.prepare_nginx("true", interface, 1, 2, 3)
        text = (home / "nginx" / "nginx.conf").read_text()
        assert f"listen {expected}" in text
        assert "proxy_pass http://127.0.0.1:3" in text.split("/websocket")[1]


def test_welcome_names_every_account():
    text = serve.welcome("http://localhost:8069")
    assert "http://localhost:8069" in text
    for word in ("admin", "kefu", "林晓燕", "dispatcher"):
        assert word in text
    rows = [line for line in text.splitlines() if re.search(r" (admin|demo) ", line)]
    starts = {
        serve.columns(line[: re.search(r"[a-z ]+$", line).start()]) for line in rows
    }
    assert len(rows) > 10 and len(starts) <= 3  # columns line up in spite of Chinese


# The repository


def test_no_file_names_a_package_registry():
    hosts = ["deb." + "debian.org", "pypi." + "org", "files.python" + "hosted.org"]
    hosts += ["registry." + "npmjs.org", "archive." + "ubuntu.com"]
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, files.split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        assert not [host for host in hosts if host.encode() in content], name
