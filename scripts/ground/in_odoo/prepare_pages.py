"""Make scripts and styles of pages: `prepare_pages.py CONFIG DB [BUNDLE ...]`.

The first visitor does not wait for them, nor does he find an empty page because he
reloaded it while they were being made. Without names: those of the web client.
"""

import session

database, names = session.arguments()
with session.environment(database) as env:
    for name in names or ["web.assets_web"]:
        bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
        bundle.js()
        bundle.css()
