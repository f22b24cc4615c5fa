"""Make the scripts and styles of the pages: the first visitor does not wait for them.

Nor does he find an empty page because he reloaded it while they were being made.
"""

import session

database, _none = session.arguments()
with session.environment(database) as env:
    bundle = env["ir.qweb"]._get_asset_bundle("web.assets_web", css=True, js=True)
    bundle.js()
    bundle.css()
