import hashlib
import json

from odoo import api, fields, models
from odoo.tools import SQL


class GasFrozenMixin(models.AbstractModel):
    """Content kept exactly as it was; all that went by the same content share a row."""

    _name = "gas.frozen.mixin"
    _description = "Frozen Content"
    _inherit = ["gas.append.only.mixin"]
    _rec_name = "digest"

    digest = fields.Char(required=True, readonly=True)
    content = fields.Json(required=True, readonly=True)

    @api.model
    def _frozen(self, content, **values):
        """Return the record with ``content`` (JSON) and ``values`` (by column).

        It is made if there is none; a unique index of the model says what is one.
        """
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        values["digest"] = hashlib.sha256(text.encode()).hexdigest()
        found = self.search([(name, "=", value) for name, value in values.items()])
        if found:
            return found
        # Several may meet a new content at once. One inserts it; the others get a
        # serialization failure here, begin again and find it.
        values |= {"content": json.dumps(content), "create_uid": self.env.uid}
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO %s (%s, create_date)
                     VALUES (%s, now() AT TIME ZONE 'UTC')
                ON CONFLICT DO NOTHING
                  RETURNING id
                """,
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        return self.browse(rows[0][0])

    def _way_to_correct(self):
        return self.env._(
            "%s is frozen and never changed: records were worked out by it.",
            self.env["ir.model"]._get(self._name).name,
        )
