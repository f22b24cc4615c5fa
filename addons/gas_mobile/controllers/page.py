import json
from dataclasses import dataclass

from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import file_open

WORKER = "gas_mobile/static/src/worker.js"
# A telephone sends photos one by one, and small ones together.
MOST_BYTES = 12_000_000
ICON_SIZES = (192, 512)


class OtherUserError(UserError):
    """The page was opened by another user than the one who is logged in now."""


@dataclass(frozen=True)
class MobilePage:
    """A page that telephones keep, to work on without signal.

    The controller of a page has the routes and answers with what is made here::

        PAGE = MobilePage("/gas/crew", "my_addon.my_page", "/my_addon/icon-{size}.png")

        @http.route(PAGE.url, type="http", auth="user", sitemap=False)
        def page(self):
            return PAGE.render()

        @http.route(f"{PAGE.url}/worker.js", type="http", auth="public", sitemap=False)
        def worker(self):
            return PAGE.make_worker_response()

    and likewise ``/manifest.webmanifest``. ``/send`` hands on to
    ``gas.mobile.action._receive``; what the page shows is loaded from a route that its
    store names. Every call of the page names its user: ``PAGE.check_user(user_id)``.

    ``url``: address and scope of the page, on its own: no page lies below another.
    ``template``: calls ``gas_mobile.gas_mobile_page`` with title and assets.
    ``icon``: address of the icon for the home screen, with ``{size}`` in it.
    ``kept``: parts of addresses that never change what they give: the telephone keeps
    those that the page has loaded.
    """

    url: str
    template: str
    icon: str
    colour: str = "#14456f"
    kept: tuple = ("/web/assets/", "/static/")

    @property
    def name(self):
        """Return what the telephone calls its cache and its database.

        >>> MobilePage("/gas/crew", "", "").name
        'gas_crew'
        """
        return self.url.strip("/").replace("/", "_")

    def render(self, **values):
        """Return the page for the user who is logged in."""
        request.session.touch()
        session_info = request.env["ir.http"].get_frontend_session_info()
        session_info |= {
            "user_context": dict(request.session.context),
            "name": request.env.user.name,
            "translationURL": "/web/webclient/translations",
            "gas_mobile": {"url": self.url, "name": self.name},
        }
        response = request.render(
            self.template,
            {
                "session_info": session_info,
                "url": self.url,
                "icon": self.icon.format(size=ICON_SIZES[0]),
                "colour": self.colour,
                **values,
            },
        )
        # The telephone keeps it by its service worker, nobody on the way.
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    def check_user(self, user_id):
        """Refuse a page that was opened by another user than the one logged in now.

        What it keeps is in the other's name, and waits for him.
        """
        if not request.env.user._is_internal():
            raise AccessError(request.env._("This page is for people of the company."))
        if user_id != request.env.uid:
            raise OtherUserError(request.env._("Somebody else has logged in."))

    def make_worker_response(self):
        """Return the service worker, with the settings of this page on top."""
        settings = {"page": self.url, "cache": self.name, "kept": self.kept}
        with file_open(WORKER) as file:
            source = f"const SETTINGS = {json.dumps(settings)};\n{file.read()}"
        return request.make_response(
            source,
            [
                ("Content-Type", "text/javascript"),
                ("Cache-Control", "no-cache"),
                ("Service-Worker-Allowed", self.url),
            ],
        )

    def make_manifest_response(self, name, short_name):
        """Say how the page stands on the home screen of a telephone."""
        icons = [
            {
                "src": self.icon.format(size=size),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in ICON_SIZES
        ]
        return request.make_json_response(
            {
                "id": self.url,
                "name": name,
                "short_name": short_name,
                "scope": self.url,
                "start_url": self.url,
                "display": "standalone",
                "orientation": "portrait",
                "background_color": self.colour,
                "theme_color": self.colour,
                "icons": icons,
            },
            {"Content-Type": "application/manifest+json"},
        )
