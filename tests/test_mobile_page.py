"""A page of any add-on works without signal: that of gas_test_mobile, no order in it.

On a real server that is stopped and started: nothing is as far away as that. (D34)
"""

import json
import time
from pathlib import Path

import polib
import pytest
from browser import Browser

ROOT = Path(__file__).resolve().parents[1]
PAGE = "/gas/test/tasks"
CHINESE = {
    entry.msgid: entry.msgstr
    for entry in polib.pofile(str(ROOT / "addons/gas_mobile/i18n/zh_CN.po"))
}
BAR = "(document.querySelector('.gas_bar')?.innerText || '').trim()"


def zh(words, *values):
    """Return what the page says for ``words``."""
    return CHINESE[words] % values if values else CHINESE[words]


@pytest.fixture(scope="module")
def worker(people):
    return people["weixiu"]


@pytest.fixture(scope="module")
def tasks(worker):
    """Two tasks of the person who holds the telephone."""
    (user,) = worker.call("res.users", "search", domain=[["login", "=", "weixiu"]])
    names = ("阀门井", "调压箱")
    return worker.call(
        "gas.test.task",
        "create",
        vals_list=[{"name": name, "user_id": user} for name in names],
    )


@pytest.fixture(scope="module")
def phone(server, tasks):
    browser = Browser(server, (390, 844), mobile=True)
    browser.log_in("weixiu")
    browser.open(PAGE)
    yield browser
    browser.close()


def state(worker, task):
    (values,) = worker.read("gas.test.task", [task], "state", "words")
    return values["state"], values["words"]


def sent(worker, task):
    """Return (kind, state) of what was sent for a task, in that order."""
    actions = worker.call(
        "gas.mobile.action",
        "search_read",
        domain=[["res_model", "=", "gas.test.task"], ["res_id", "=", task]],
        fields=["kind", "state"],
        order="id",
    )
    return [(action["kind"], action["state"]) for action in actions]


def test_1_page_is_kept_with_all_that_it_loaded(phone):
    """D34: the page, its scripts and styles, its icons."""
    phone.wait_for_text("阀门井")
    phone.wait_for(f"caches.match('{PAGE}').then(Boolean)")
    kept = phone.run(
        "caches.open('gas_test_tasks').then(cache => cache.keys())"
        ".then(requests => requests.map(request => new URL(request.url).pathname))"
    )
    assert [path for path in kept if path.endswith(".min.js")]
    assert [path for path in kept if path.endswith(".min.css")]
    assert all(
        path == PAGE or "/assets/" in path or "/static/" in path for path in kept
    )


def test_2_work_without_a_server_waits_on_the_telephone(phone, server, tasks):
    """D34: opened anew without any server, and still what was entered is there."""
    server.stop()
    phone.open(PAGE)
    phone.wait_for_text("阀门井")
    phone.wait_for(f"{BAR} === '{zh('No signal: work on, it is kept here')}'")
    phone.click("阀门井")
    phone.click("task_begin", "button")
    phone.click("Take a Note", "button")
    phone.fill("input", "已检查")
    phone.draw("canvas")
    phone.click("Keep It", ".gas_footer button")
    phone.wait_for_text("阀门井: begun, 已检查")
    waiting = zh("No signal: %s entries wait and are sent later", 2)
    phone.wait_for(f"{BAR} === '{waiting}'")
    phone.open(PAGE)
    phone.wait_for_text("阀门井")
    phone.wait_for(f"{BAR} === '{waiting}'")


def test_3_what_waited_is_sent_in_order_and_once(phone, server, worker, tasks):
    """D34: as soon as there is a server again."""
    server.start()
    phone.click(zh("No signal: %s entries wait and are sent later", 2), ".gas_bar")
    phone.wait_for(f"!{BAR}")
    assert state(worker, tasks[0]) == ("begun", "已检查")
    assert sent(worker, tasks[0]) == [("task_begin", "done"), ("task_note", "done")]


def test_4_refusal_stays_until_somebody_has_seen_it(phone, server, worker, tasks):
    """D34: entered without signal, overtaken by another, refused, tried again, seen."""
    task = tasks[1]
    phone.click("调压箱")
    phone.wait_for_text("调压箱: new")
    phone.go_offline()
    phone.click("task_begin", "button")
    waiting = zh("No signal: %s entries wait and are sent later", 1)
    phone.wait_for(f"{BAR} === '{waiting}'")
    worker.call("gas.test.task", "write", ids=[task], vals={"state": "begun"})
    phone.go_offline(False)
    phone.click(waiting, ".gas_bar")
    phone.wait_for_text("调压箱 was begun before.")
    phone.open(PAGE)
    phone.click("调压箱")
    phone.wait_for_text("调压箱 was begun before.")
    worker.call("gas.test.task", "write", ids=[task], vals={"state": "new"})
    phone.click(zh("Try Again"), "button")
    phone.wait_for("!document.querySelector('.gas_refusal')")
    phone.wait_for(f"!{BAR}")
    assert state(worker, task) == ("begun", False)
    assert sent(worker, task) == [("task_begin", "refused"), ("task_begin", "done")]
    assert phone.errors == []


def test_5_telephone_changes_hands(phone, server, worker, tasks):
    """D34: the page of one, open while another has logged in, sends nothing as him."""
    login = {"db": server.database, "login": "diaodu", "password": "demo"}
    phone.run(
        "fetch('/web/session/authenticate', {method: 'POST',"
        " headers: {'Content-Type': 'application/json'},"
        f" body: JSON.stringify({{params: {json.dumps(login)}}})}})"
        ".then(response => response.json())"
    )
    phone.click("Take a Note", "button")
    phone.fill("input", "已关阀")
    phone.draw("canvas")
    phone.click("Keep It", ".gas_footer button")
    other = zh("Somebody else has logged in on this phone: open the page again")
    phone.wait_for(f"{BAR} === '{other}'")
    assert "调压箱" not in phone.run("document.body.innerText")
    assert state(worker, tasks[1]) == ("begun", False)
    # He finds nothing of hers; she finds what she has entered, and it is sent as hers.
    phone.open(PAGE)
    phone.wait_for(f"!{BAR}")
    assert "调压箱" not in phone.run("document.body.innerText")
    phone.log_in("weixiu")
    phone.open(PAGE)
    deadline = time.monotonic() + 30
    while not state(worker, tasks[1])[1] and time.monotonic() < deadline:
        time.sleep(0.5)
    assert state(worker, tasks[1]) == ("begun", "已关阀")


def test_6_log_is_clean(server):
    assert server.bad_lines("odoo.http: ") == []
