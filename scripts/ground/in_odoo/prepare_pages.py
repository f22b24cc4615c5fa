"""Make the scripts and styles of all pages: the first visitor does not wait for them.

Nor does he find an empty page because he reloaded it while they were being made.
"""

import session

database, _none = session.arguments()
with session.environment(database) as env:
    env["ir.qweb"]._pregenerate_assets_bundles()
