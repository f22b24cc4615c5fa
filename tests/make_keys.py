"""Print an API key for each of the town's staff: {login: key} as JSON."""

import json
import sys
from datetime import timedelta
from pathlib import Path

from odoo import fields

import session

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from town.field import WORKERS  # noqa: E402
from town.names import STAFF  # noqa: E402

database, _arguments = session.arguments()
with session.environment(database) as env:
    until = fields.Datetime.now() + timedelta(days=1)
    keys = {}
    for user in env["res.users"].search([("login", "in", [*STAFF, *WORKERS])]):
        generator = env["res.users.apikeys"].with_user(user).sudo()
        keys[user.login] = generator._generate("rpc", "test", until)
print(json.dumps(keys))
