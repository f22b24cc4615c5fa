from odoo import fields, models


class FsmOrder(models.Model):
    """A visit to a household where nobody was at home when the gas came back."""

    _inherit = "fsm.order"

    interruption_household_id = fields.Many2one(
        "gas.interruption.household",
        "Household of an Interruption",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _is_loose(self):
        return super()._is_loose() and not self.interruption_household_id

    def _is_awaited(self):
        household = self.sudo().interruption_household_id
        return super()._is_awaited() and (not household or household.order_id == self)

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        household = self.sudo().interruption_household_id
        if household and state in ("working", "done"):
            yield from household.interruption_id._obstacles_to_light()

    def _lel_line(self):
        """Return the last check that measured gas in the air (gas.order.check.line)."""
        return self.check_line_ids.filtered(
            lambda line: line.unit == "% LEL" and line.is_done
        )[-1:]

    def _write_archive(self):
        """Light the household by what the crew has measured.

        A checklist without such a value leaves it to the office to enter the test.
        """
        result = super()._write_archive()
        household, measured = self.interruption_household_id, self._lel_line()
        if measured and household and household.state != "on":
            household._enter_test(self.person_id, True, measured.reading)
        return result
