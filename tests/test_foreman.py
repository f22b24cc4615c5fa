"""Several pytests share the tests out: each is run once, and nothing is hidden.

G10. On small tests in a folder of their own: no database, no server.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

IN_PYTEST = Path(__file__).resolve().parents[1] / "scripts" / "ground" / "in_pytest"
PYTEST = [sys.executable, "-m", "pytest"]


@pytest.fixture(scope="session", autouse=True)
def load_registry():
    """No database here: stands in for the fixture of pytest-odoo."""


@pytest.fixture(scope="session", autouse=True)
def load_http():
    """Nor a server of pytest-odoo's."""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs files of tests by two workers."""

    def run(files, seconds=(), **plan):
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        env = {"PYTHONPATH": str(IN_PYTEST), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        command = [*PYTEST, "-p", "worker", str(tmp_path)]
        workers = [
            {"command": command, "env": env, "log": str(tmp_path / f"{number}.log")}
            for number in range(2)
        ]
        plan = {"workers": workers, "seconds": dict(seconds), "in_order": True, **plan}
        (tmp_path / "plan.json").write_text(json.dumps(plan))
        return subprocess.run(
            [*PYTEST, "-p", "foreman", "--plan", tmp_path / "plan.json"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, **env},
            timeout=120,
        )

    return run


def note(name):
    """Return a test that notes when it runs, and in which process."""
    return (
        "import os, pathlib, time\n"
        f"def test_{name}():\n"
        "    with open(pathlib.Path(__file__).parent / 'notes', 'a') as notes:\n"
        f"        notes.write('{name} %s\\n' % os.getpid())\n"
        "    time.sleep(0.3)\n"
    )


def note_and_wait(name):
    """Return such a test that ends once both workers have begun one."""
    return note(name) + (
        "    notes = pathlib.Path(__file__).parent / 'notes'\n"
        "    until = time.monotonic() + 60\n"
        "    while len({l.split()[1] for l in notes.read_text().splitlines()}) < 2:\n"
        "        assert time.monotonic() < until\n"
        "        time.sleep(0.05)\n"
    )


def notes(tmp_path):
    """Return [(name, process)] in the order in which they ran."""
    return [line.split() for line in (tmp_path / "notes").read_text().splitlines()]


def test_each_test_is_run_once_by_whoever_is_free(run, tmp_path):
    names = [f"n{number}" for number in range(8)]
    result = run({f"test_{name}.py": note_and_wait(name) for name in names})
    assert result.returncode == 0, result.stdout
    assert sorted(name for name, _pid in notes(tmp_path)) == names
    assert len({pid for _name, pid in notes(tmp_path)}) == 2
    last_line = result.stdout.splitlines()[-1]
    assert "8 passed" in last_line
    assert "   8 of 8 " in result.stdout
    took = json.loads((tmp_path / "durations.json").read_text())
    assert sorted(took) == [f"test_{name}.py" for name in names]


def test_longest_comes_first(run, tmp_path):
    seconds = {"test_c.py": 50, "test_d.py": 40, "test_a.py": 2, "test_b.py": 1}
    run({f"test_{name}.py": note(name) for name in "abcd"}, seconds)
    by_worker = defaultdict(str)
    for name, pid in notes(tmp_path):
        by_worker[pid] += name
    for names in by_worker.values():
        assert list(names) == sorted(names, key="cdab".index)


def test_failure_is_told_at_once_and_in_full_at_the_end(run):
    result = run(
        {
            "test_bad.py": (
                "def test_bad():\n    print('seen')\n    assert 1 + 1 == 3\n"
            ),
            "test_good.py": "def test_good():\n    pass\n",
        }
    )
    assert result.returncode == 1
    assert "FAILED test_bad.py::test_bad" in result.stdout
    assert "E       assert (1 + 1) == 3" in result.stdout
    assert "Captured stdout call" in result.stdout and "seen" in result.stdout
    assert "\nFAILED test_bad.py::test_bad - assert (1 + 1) == 3\n" in result.stdout
    assert "1 failed, 1 passed" in result.stdout.splitlines()[-1]


def test_fixtures_end_with_their_file(run):
    """But for those of the whole session, which live on to the next file."""
    conftest = (
        "import pytest\n"
        "log = []\n"
        "@pytest.fixture(scope='session')\n"
        "def session():\n    log.append('session')\n"
        "@pytest.fixture(scope='module')\n"
        "def module():\n    log.append('in')\n    yield log\n    log.append('out')\n"
    )
    test = (
        "def test_one(session, module):\n    assert module[-1] == 'in'\n"
        "def test_two(session, module):\n"
        "    assert module[-1] == 'in' and module.count('session') == 1\n"
        "    assert module.count('in') == module.count('out') + 1\n"
    )
    files = {f"d{number % 3}/test_{number}.py": test for number in range(6)}
    result = run({"conftest.py": conftest, **files})
    assert result.returncode == 0, result.stdout
    assert "12 passed" in result.stdout


def test_file_that_cannot_be_read_fails_the_run(run):
    result = run(
        {"test_bad.py": "import nothing_of_that_name\n", "test_a.py": note("a")}
    )
    assert result.returncode == 1
    assert "No module named 'nothing_of_that_name'" in result.stdout
    assert "1 error" in result.stdout.splitlines()[-1]


def test_worker_that_dies_fails_the_run(run):
    bad = (
        "import os\ndef test_bad():\n    os.write(2, b'last words')\n    os._exit(0)\n"
    )
    result = run({"test_bad.py": bad})
    assert result.returncode == 1
    assert "A worker broke off" in result.stdout
    assert "The end of " in result.stdout


def test_files_of_a_folder_wait_for_what_they_need(run, tmp_path):
    first = {
        "folder": "later/",
        "command": [
            sys.executable,
            "-c",
            "import pathlib, sys, time; time.sleep(2);"
            "pathlib.Path(sys.argv[1], 'notes').write_text('first 0\\n')",
            str(tmp_path / "later"),
        ],
        "env": {},
        "log": str(tmp_path / "first.log"),
    }
    files = {"test_now.py": note("now"), "later/test_later.py": note("later")}
    result = run(files, {"later/test_later.py": 100}, first=first)
    assert result.returncode == 0, result.stdout
    ran = [name for name, _pid in notes(tmp_path / "later")]
    assert ran == ["first", "later"]


def test_what_they_need_fails_the_run_where_it_fails(run, tmp_path):
    first = {
        "folder": "later/",
        "command": [sys.executable, "-c", "raise SystemExit('no town')"],
        "env": {},
        "log": str(tmp_path / "first.log"),
    }
    result = run({"later/test_later.py": note("later")}, first=first)
    assert result.returncode == 1
    assert "no town" in result.stdout
    assert not (tmp_path / "later" / "notes").exists()
