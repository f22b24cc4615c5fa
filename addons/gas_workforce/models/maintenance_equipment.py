from odoo import api, fields, models

from odoo.addons.gas_promise.tools import selection_of


class MaintenanceEquipment(models.Model):
    """A tool or instrument of a crew, or a key device of the network, tested in time.

    Source: S0 part 9 (docs/domain/manuals.md).
    """

    _name = "maintenance.equipment"
    _inherit = ["gas.due.mixin", "maintenance.equipment"]
    _due_field = "calibration_due"

    gas_team_id = fields.Many2one(
        "fsm.team", "Crew", index="btree_not_null", tracking=True
    )
    gas_node_id = fields.Many2one(
        "gas.network.node",
        "Point of the Network",
        index="btree_not_null",
        help="Of a regulator or valve that is tested at intervals.",
    )
    gas_station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        compute="_compute_gas_station_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        domain="[('kind', '=', 'station')]",
    )
    is_instrument = fields.Boolean(
        "Measuring Instrument", help="Such as a gas detector or a pressure gauge."
    )
    calibration_months = fields.Integer("Calibrated or Tested Every (months)")
    calibration_ids = fields.One2many(
        "gas.calibration", "equipment_id", "Calibrations and Tests"
    )
    calibrated_on = fields.Date(
        "Last Calibrated On", compute="_compute_calibration", store=True
    )
    calibration_result = fields.Selection(
        selection_of("gas.calibration", "result"),
        "Last Result",
        compute="_compute_calibration",
        store=True,
    )
    calibration_number = fields.Char(
        "Certificate Number", compute="_compute_calibration", store=True
    )
    calibration_due = fields.Date(
        compute="_compute_calibration", store=True, index=True
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    _calibration_months_positive = models.Constraint(
        "CHECK (calibration_months >= 0)", "An interval is not negative."
    )

    @api.depends("gas_team_id.station_id", "gas_node_id.station_id")
    def _compute_gas_station_id(self):
        for equipment in self:
            equipment.gas_station_id = (
                equipment.gas_team_id.station_id
                or equipment.gas_node_id.station_id
                or equipment.gas_station_id
            )

    @api.depends(
        "calibration_months",
        "effective_date",
        "calibration_ids.done_on",
        "calibration_ids.result",
        "calibration_ids.number",
        "calibration_ids.next_due",
    )
    def _compute_calibration(self):
        """Read the last record; what never was calibrated is due once in use."""
        for equipment in self:
            last = equipment.calibration_ids.sorted(
                lambda each: (each.done_on, each._origin.id)
            )[-1:]
            first_due = equipment.calibration_months and equipment.effective_date
            equipment.calibrated_on = last.done_on
            equipment.calibration_result = last.result
            equipment.calibration_number = last.number
            equipment.calibration_due = last.next_due if last else first_due

    @api.depends("calibration_due", "calibration_result")
    def _compute_is_overdue(self):
        overdue = self.filtered_domain(self._overdue_domain())
        for equipment in self:
            equipment.is_overdue = equipment in overdue

    def _overdue_domain(self):
        """Return what holds for equipment that is not to be worked with."""
        today = self.env.company._promise_today()
        return [
            ("scrap_date", "=", False),
            "|",
            ("calibration_result", "=", "failed"),
            ("calibration_due", "<", today),
        ]

    def _overdue_words(self):
        """Return why a tool is not to be worked with (str)."""
        if self.calibration_result == "failed":
            return self.env._("%s has failed its calibration", self.display_name)
        return self.env._(
            "%(tool)s was to be calibrated by %(day)s",
            tool=self.display_name,
            day=self.calibration_due,
        )

    # Told of before it is due

    @api.model
    def _due_domain(self):
        return [*super()._due_domain(), ("scrap_date", "=", False)]

    def _due_user(self):
        company = self.company_id or self.env.company
        return self.technician_user_id or self.gas_station_id._person_in_charge(company)

    def _due_message(self):
        return self.env._("%s: to be calibrated or tested.", self.display_name)
