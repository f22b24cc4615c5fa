"""A telephone for the tests of pages, in the Chromium of Odoo's own tests."""

import base64
import contextlib
import io
import json
import time
from unittest.mock import patch
from urllib.parse import urljoin

from PIL import Image
from werkzeug.exceptions import ServiceUnavailable

from odoo.http import request
from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser, _registry_test_lock


def picture(width=40, height=30):
    """Return a picture as a telephone sends it: base64, without any prefix."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


class Phone:
    """A telephone with a page open: taps and types as a thumb does."""

    def __init__(self, case):
        self.case = case
        self.browser = ChromeBrowser(case)

    def open(self):
        """Open the page of the case, until its title is seen."""
        self.browser.navigate_to(urljoin(self.case.base_url(), self.case.PAGE.url))
        self.see(self.case.TITLE)

    def run(self, code):
        """Return what ``code`` comes to, once its promise is kept."""
        result = self.browser._websocket_request(
            "Runtime.evaluate",
            params={"expression": code, "awaitPromise": True, "returnByValue": True},
            timeout=30,
        )
        if "exceptionDetails" in result:
            raise AssertionError(json.dumps(result["exceptionDetails"], indent=1))
        return result["result"].get("value")

    def fetch(self, url):
        return self.run(f"fetch({json.dumps(url)}).then((answer) => answer.json())")

    def wait(self, code, said):
        deadline = time.time() + 30
        while time.time() < deadline:
            with contextlib.suppress(AssertionError):
                if self.run(f"Promise.resolve({code}).then(Boolean)"):
                    return
            time.sleep(0.1)
        self.browser.take_screenshot()
        self.case.fail(f"{said}; the page says: {self.run('document.body.innerText')}")

    def see(self, text):
        self.wait(f"document.body.innerText.includes({json.dumps(text)})", f"no {text}")

    def miss(self, text):
        self.wait(f"!document.body.innerText.includes({json.dumps(text)})", f"a {text}")

    def sent(self):
        self.wait("!document.querySelector('.gas_bar')", "not all is sent")

    def press(self, find, said):
        """Tap what ``find`` finds as soon as it is there; the page may draw anew."""
        press = "(node) => node && !node.disabled && (node.click(), true)"
        self.wait(f"({press})({find})", said)

    def tap(self, text, within="body"):
        """Tap what says ``text``, as soon as it can be tapped."""
        self.press(
            f"""[...document.querySelectorAll("{within} :is(a, button)")].find(
            (node) => node.innerText.includes({json.dumps(text)}) && !node.disabled
            )""",
            f"nothing to tap that says {text}",
        )

    def tap_nth(self, selector, index):
        """Tap one of those without words of their own."""
        self.press(
            f"document.querySelectorAll({json.dumps(selector)})[{index}]",
            f"no {selector} at {index}",
        )

    def big(self, text):
        self.tap(text, ".gas_footer")

    def fill(self, selector, value):
        self.wait(f"document.querySelector({json.dumps(selector)})", f"no {selector}")
        self.run(
            f"""(() => {{
            const node = document.querySelector({json.dumps(selector)});
            node.value = {json.dumps(value)};
            node.dispatchEvent(new Event("input", {{ bubbles: true }}));
            node.dispatchEvent(new Event("change", {{ bubbles: true }}));
            }})()"""
        )

    def sign(self):
        """Draw a line across the field, with a finger."""
        self.wait("document.querySelector('canvas')", "no field to sign in")
        box = self.run(
            """(() => {
            const node = document.querySelector("canvas");
            node.scrollIntoView();
            const { x, y, width, height } = node.getBoundingClientRect();
            return { x, y, width, height };
            })()"""
        )
        points = [
            (
                box["x"] + box["width"] * part,
                box["y"] + box["height"] * (0.3 + part / 3),
            )
            for part in (0.2, 0.4, 0.6, 0.8)
        ]
        for kind, (x, y) in zip(
            ("mousePressed", "mouseMoved", "mouseMoved", "mouseReleased"),
            points,
            strict=True,
        ):
            self.browser._websocket_request(
                "Input.dispatchMouseEvent",
                params={
                    **{"type": kind, "x": x, "y": y, "clickCount": 1},
                    "button": "left",
                    "buttons": 0 if kind == "mouseReleased" else 1,
                },
            )

    def stand_at(self, position):
        self.browser._websocket_request(
            "Browser.grantPermissions",
            params={"permissions": ["geolocation"], "origin": self.case.base_url()},
        )
        self.browser._websocket_request(
            "Emulation.setGeolocationOverride", params=position
        )

    def signal(self, there):
        self.browser._websocket_request("Network.enable")
        self.browser._websocket_request(
            "Network.emulateNetworkConditions",
            params={
                "offline": not there,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            },
        )


class PhoneCase(HttpCase):
    """Tests of a page: ``PAGE`` (MobilePage), ``TITLE`` (what it shows when open)."""

    PAGE = TITLE = None
    PHONE = Phone
    browser_size = "390x844"
    touch_enabled = True

    def call(self, path, **params):
        """Return what the server answers to the page: a dict with result or error.

        The page names who has opened it: who is logged in, if nobody is named.
        """
        params.setdefault("user_id", self.session.uid)
        response = self.url_open(
            f"{self.PAGE.url}/{path}",
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    @contextlib.contextmanager
    def phone(self, user, position):
        """Open the page on the telephone of ``user``, who stands at ``position``."""
        phone = self.PHONE(self)
        with contextlib.ExitStack() as stack:
            stack.callback(self._wait_remaining_requests)
            stack.callback(phone.browser.stop)
            stack.enter_context(self.allow_requests(browser=phone.browser))
            self.authenticate(user.login, user.login, browser=phone.browser)
            self.cr.flush()
            self.cr.clear()
            phone.stand_at(position)
            phone.open()
            yield phone
        self.env.invalidate_all()

    @contextlib.contextmanager
    def between_requests(self):
        """Use the cursor that the requests of the telephone have in common."""
        with _registry_test_lock:
            self.env.invalidate_all()
            yield
            self.cr.flush()
            self.cr.clear()

    def page_fails(self):
        """No server stands behind the proxy: it answers 503."""

        def fail():
            raise ServiceUnavailable()

        return self.at(self.PAGE.url, fail)

    @contextlib.contextmanager
    def at(self, path, first):
        """Do ``first()`` before each request to ``path`` is answered."""
        http = self.env.registry["ir.http"]
        dispatch = http._dispatch

        def answer(cls, endpoint):
            if request.httprequest.path == path:
                first()
            return dispatch(endpoint)

        with patch.object(http, "_dispatch", classmethod(answer)):
            yield
