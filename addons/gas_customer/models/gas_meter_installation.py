from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GasMeterInstallation(models.Model):
    """One meter at one service point, from its first to its last index.

    The period is [date_start, date_end[: on the day of an exchange the old meter ends
    and the new one begins. Indexes are in m³.
    """

    _name = "gas.meter.installation"
    _description = "Gas Meter Installation"
    _order = "date_start desc, id desc"
    _check_company_auto = True

    meter_id = fields.Many2one(
        "gas.meter", required=True, index=True, ondelete="restrict", check_company=True
    )
    service_point_id = fields.Many2one(
        "gas.service.point", required=True, index=True, ondelete="restrict"
    )
    station_id = fields.Many2one(
        related="service_point_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="service_point_id.company_id", store=True, precompute=True, index=True
    )
    date_start = fields.Date(
        "Installed On",
        required=True,
        default=lambda self: self.env.company._promise_today(),
    )
    date_end = fields.Date("Removed On")
    index_start_m3 = fields.Float("Start Index (m³)", digits=(12, 3), required=True)
    index_end_m3 = fields.Float("End Index (m³)", digits=(12, 3))
    seal = fields.Char("Seal Number")

    _meter_once = models.Constraint(
        "EXCLUDE USING gist (meter_id WITH =, "
        "daterange(date_start, date_end, '[)') WITH &&)",
        "This meter already hangs elsewhere in that period: record its removal there "
        "first.",
    )
    _point_once = models.Constraint(
        "EXCLUDE USING gist (service_point_id WITH =, "
        "daterange(date_start, date_end, '[)') WITH &&)",
        "Another meter already hangs at this service point in that period: record its "
        "removal first.",
    )
    _ends_after_start = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A meter cannot be removed before it was installed: check the two dates.",
    )
    _indexes_positive = models.Constraint(
        "CHECK (index_start_m3 >= 0 AND (index_end_m3 IS NULL OR index_end_m3 >= 0))",
        "An index of a gas meter is not negative.",
    )

    @api.depends("meter_id.name", "service_point_id.name")
    def _compute_display_name(self):
        for installation in self:
            installation.display_name = (
                f"{installation.meter_id.name} @ {installation.service_point_id.name}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        # The end of the meter before must be in the database before the new one is:
        # otherwise the exclusion would see two meters at once.
        self.flush_model(["date_start", "date_end"])
        return super().create(vals_list)

    @api.constrains("index_start_m3", "index_end_m3", "meter_id")
    def _check_indexes_fit_dial(self):
        for installation in self:
            capacity = 10**installation.meter_id.digits
            for index in (installation.index_start_m3, installation.index_end_m3):
                if index >= capacity:
                    raise ValidationError(
                        self.env._(
                            "Meter %(meter)s: index %(index)s does not fit its dial "
                            "of %(digits)d digits. Check the index, or the digits on "
                            "the meter's card.",
                            meter=installation.meter_id.name,
                            index=index,
                            digits=installation.meter_id.digits,
                        )
                    )

    def _replaced(self):
        """Return {installation: the one whose place it took that day (0 or 1)}."""
        removed = self.search(
            [
                ("service_point_id", "in", self.service_point_id.ids),
                ("date_end", "in", self.mapped("date_start")),
            ]
        )
        by_place = {(i.service_point_id, i.date_end): i for i in removed}
        return {
            new: by_place.get((new.service_point_id, new.date_start), self.browse())
            for new in self
        }
