from odoo import api, fields, models
from odoo.exceptions import UserError


class GasInterruptionLighting(models.TransientModel):
    """Gas on again (逐户通气): what was tested, by whom, household by household.

    One test may serve the households of one riser, and of no more. Who is not tight,
    has gas in the air or was not entered stays without gas.
    """

    _name = "gas.interruption.lighting"
    _description = "Gas On, Household by Household"

    household_ids = fields.Many2many("gas.interruption.household", string="Households")
    checker_id = fields.Many2one(
        "fsm.person",
        "Tested By",
        help="Who stood there and tested, not who enters it.",
    )
    by_riser = fields.Boolean(
        "One Test for the Whole Riser",
        help="For households of one building and one unit.",
    )
    is_tight = fields.Boolean("Riser Tested Tight")
    reading = fields.Char("Gas in the Air (% LEL)")
    line_ids = fields.One2many("gas.interruption.lighting.line", "lighting_id", "Tests")

    @api.model
    def _open_for(self, households):
        lighting = self.create(
            {
                "household_ids": [fields.Command.set(households.ids)],
                "line_ids": [
                    fields.Command.create({"household_id": household.id})
                    for household in households
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gas On, Household by Household"),
            "res_model": self._name,
            "res_id": lighting.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_light(self):
        """Note the tests that were entered, and light whose test was good."""
        self.ensure_one()
        if not self.checker_id:
            raise UserError(self.env._("Enter who has tested."))
        lit = self._enter_riser() if self.by_riser else self._enter_lines()
        left = self.household_ids - lit
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": self.env._(
                    "%(lit)d households have gas again, %(left)d of those chosen stay "
                    "without.",
                    lit=len(lit),
                    left=len(left),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _enter_riser(self):
        points = self.household_ids.contract_id.service_point_id
        risers = {(point.premise_id, point.unit or "") for point in points}
        if len(risers) > 1:
            raise UserError(
                self.env._(
                    "These households hang on %d risers: enter a test for each riser, "
                    "that is, for one unit of one building.",
                    len(risers),
                )
            )
        reading = self._number(self.reading, points[:1].name)
        return self.household_ids._enter_test(
            self.checker_id, self.is_tight, reading, by_riser=True
        )

    def _enter_lines(self):
        """Enter what was tested; a line that nothing was entered in was not tested."""
        tested = self.line_ids.filtered(lambda line: line.is_tight or line.reading)
        if not tested:
            raise UserError(
                self.env._("Enter what was tested, at one household at least.")
            )
        lit = self.env["gas.interruption.household"]
        for line in tested:
            household = line.household_id
            reading = self._number(line.reading, household.address)
            lit |= household._enter_test(self.checker_id, line.is_tight, reading)
        return lit

    def _number(self, text, place):
        """Return a reading as a number: none is refused, so that 0 was measured."""
        try:
            number = float((text or "").strip())
        except ValueError:
            number = -1
        if not 0 <= number <= 100:
            raise UserError(
                self.env._(
                    "%(place)s: enter the measured gas in the air, 0 to 100 %% LEL.",
                    place=place,
                )
            )
        return number
