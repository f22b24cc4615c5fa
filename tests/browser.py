"""A real Chromium that looks at a real server, by the DevTools protocol.

Odoo's own browser of tests talks to a server within the test's transaction; here, what
one person does is committed before another sees it.
"""

import itertools
import json
import resource
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

SECONDS = 30


def unlimited():
    """Odoo limits the memory of its processes; Chromium reserves far more of it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


class Browser:
    """One window of one person. ``size``: (width, height) in CSS pixels."""

    def __init__(self, server, size=(1366, 900), mobile=False):
        self.server = server
        self.profile = tempfile.mkdtemp(prefix="chromium")
        self.process = subprocess.Popen(
            [
                shutil.which("chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--lang=zh-CN",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=unlimited,
        )
        self.numbers = itertools.count(1)
        self.errors = []
        self.socket = websocket.create_connection(self._page(), timeout=SECONDS)
        for domain in ("Page", "Runtime", "Network"):
            self.send(f"{domain}.enable")
        width, height = size
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )
        self.send(
            "Network.setExtraHTTPHeaders", headers={"Accept-Language": "zh-CN,zh"}
        )

    def _page(self):
        """Return the address of the first page, when the browser is up."""
        port_file = Path(self.profile, "DevToolsActivePort")
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if port_file.exists() and (lines := port_file.read_text().split()):
                url = f"http://127.0.0.1:{lines[0]}/json"
                for target in json.load(urllib.request.urlopen(url)):
                    if target["type"] == "page":
                        return target["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise AssertionError("Chromium does not start")

    def send(self, method, **params):
        """Send a command, return its result; errors of the page are collected."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("method") == "Runtime.exceptionThrown":
                self.errors.append(message["params"]["exceptionDetails"])
            if message.get("id") == number:
                assert "error" not in message, (method, message["error"])
                return message["result"]

    def run(self, expression):
        """Return what a JavaScript expression gives, awaited."""
        result = self.send(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_for(self, expression, seconds=SECONDS):
        """Wait until an expression is true; return its value."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := self.run(expression):
                return value
            time.sleep(0.1)
        text = self.run("document.body.innerText")[:2000]
        raise AssertionError(
            f"{expression} never came; the page says:\n{text}\n"
            f"Its errors: {self.errors}"
        )

    def wait_for_text(self, text, seconds=SECONDS):
        self.wait_for(f"document.body.innerText.includes({json.dumps(text)})", seconds)

    def click(self, text, within="button, a"):
        """Press what says ``text``: the first that is shown."""
        found = (
            f"[...document.querySelectorAll({json.dumps(within)})].find(each => "
            f"each.offsetParent && each.innerText.includes({json.dumps(text)}))"
        )
        self._press(found)

    def click_nth(self, selector, index):
        """Press one of those without words of their own."""
        self._press(f"document.querySelectorAll({json.dumps(selector)})[{index}]")

    def _press(self, found):
        """Press in one go with finding it: the page may draw it anew meanwhile."""
        press = "node => !!node && !node.disabled && (node.click(), true)"
        self.wait_for(f"({press})({found})")

    def fill(self, selector, value):
        """Type into a field as a person does: the page is told of it."""
        self.wait_for(f"!!document.querySelector({json.dumps(selector)})")
        self.run(
            f"(() => {{ const field = document.querySelector({json.dumps(selector)});"
            f"field.focus(); field.value = {json.dumps(value)};"
            "for (const kind of ['input', 'change'])"
            "field.dispatchEvent(new Event(kind, {bubbles: true})); })()"
        )

    def draw(self, selector):
        """Draw a line across an element, as a finger signs."""
        self.wait_for(f"!!document.querySelector({json.dumps(selector)})")
        box = self.run(
            f"(() => {{ const node = document.querySelector({json.dumps(selector)});"
            "node.scrollIntoView(); const box = node.getBoundingClientRect();"
            "return [box.x, box.y, box.width, box.height]; })()"
        )
        left, top, width, height = box
        kinds = ("mousePressed", "mouseMoved", "mouseMoved", "mouseReleased")
        for kind, part in zip(kinds, (0.2, 0.4, 0.6, 0.8), strict=True):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=left + width * part,
                y=top + height * (0.3 + part / 3),
                button="left",
                buttons=0 if kind == "mouseReleased" else 1,
                clickCount=1,
            )

    def open(self, path):
        self.send("Page.navigate", url=self.server.url + path)
        self.wait_for("document.readyState === 'complete'")

    def log_in(self, login, password="demo"):
        self.open("/web/login")
        self.fill("input[name=login]", login)
        self.fill("input[name=password]", password)
        self.run("document.querySelector('input[name=password]').form.submit()")
        self.wait_for("!location.pathname.includes('login')")

    def stand_at(self, latitude, longitude):
        """Let the window believe that it is there, and may tell it."""
        self.send(
            "Browser.grantPermissions",
            origin=self.server.url,
            permissions=["geolocation"],
        )
        self.send(
            "Emulation.setGeolocationOverride",
            latitude=latitude,
            longitude=longitude,
            accuracy=10,
        )

    def go_offline(self, offline=True):
        self.send(
            "Network.emulateNetworkConditions",
            offline=offline,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait(SECONDS)
        shutil.rmtree(self.profile, ignore_errors=True)
