import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import rating


class GasTariffSnapshot(models.Model):
    """A tariff exactly as bills were computed with it.

    Bills share a snapshot as long as the tariff does not change: a million bills do
    not hold a million copies.
    """

    _name = "gas.tariff.snapshot"
    _description = "Frozen Gas Tariff"
    _rec_name = "digest"

    digest = fields.Char(required=True, readonly=True)
    definition = fields.Json(required=True, readonly=True)

    _digest_uniq = models.UniqueIndex("(digest)")

    @api.model
    def _freeze(self, tariff):
        """Return the snapshot of a ``rating.Tariff``, made if it is a new one."""
        definition = tariff.to_dict()
        text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        found = self.search([("digest", "=", digest)])
        if found:
            return found
        # Several jobs may meet a new tariff at once. One inserts it; the others get
        # a serialization failure here, begin again and find it.
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO gas_tariff_snapshot
                            (digest, definition, create_uid, create_date)
                     VALUES (%s, %s, %s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (digest) DO NOTHING
                  RETURNING id
                """,
                digest,
                json.dumps(definition),
                self.env.uid,
            )
        )
        return self.browse(rows[0][0])

    def _thaw(self):
        return rating.Tariff.from_dict(self.definition)

    def _charge_name(self, code):
        """Return what the tariff calls its monthly charge ``code``."""
        return next(
            (
                charge["name"]
                for version in reversed(self.definition["versions"])
                for charge in version["monthly_charges"]
                if charge["code"] == code
            ),
            code,
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("A frozen tariff is never changed: bills are computed from it.")
        )
