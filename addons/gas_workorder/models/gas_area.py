from odoo import api, fields, models

# What the boards of a station listen to.
BOARD = "gas_board"


class GasArea(models.Model):
    """Orders on the street, at no premise, lie in a community or station."""

    _inherit = "gas.area"

    fsm_location_id = fields.Many2one(
        "fsm.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _person_in_charge(self, company):
        """Return who answers for the station ``self``; if empty, for ``company``.

        The head of the station, else of what it lies in, else an administrator.
        """
        area = self.sudo() or self.sudo().search(
            [("kind", "=", "company"), ("company_id", "=", company.id)], limit=1
        )
        heads = self._staff("station_head")
        while area:
            if found := area.user_ids & heads:
                return found[0]
            area = area.parent_id
        return self._staff("administrator")[:1]

    def _staff(self, role):
        group = self.env.ref(f"gas_customer.gas_customer_group_{role}")
        return group.sudo().all_user_ids

    def _board_changed(self):
        """Tell the boards of these stations to look again; once a transaction.

        Nothing is said but that: a board asks for what its user may see.
        """
        told = self.env.cr.precommit.data.setdefault("gas_workorder.boards", set())
        for station in self:
            if station.id not in told:
                told.add(station.id)
                self.env["bus.bus"]._sendone((station, BOARD), BOARD, {})
