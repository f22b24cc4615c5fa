from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GasPromiseShift(models.Model):
    """A part of the day that promises are reported by: day, evening, night."""

    _name = "gas.promise.shift"
    _description = "Shift"
    _order = "hour_from"

    name = fields.Char(required=True, translate=True)
    hour_from = fields.Float(required=True, aggregator=None)
    hour_to = fields.Float(
        required=True,
        aggregator=None,
        help="Smaller than the beginning: of the next day.",
    )
    active = fields.Boolean(default=True)

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        for shift in self:
            if not (0 <= shift.hour_from < 24 and 0 <= shift.hour_to <= 24):
                raise ValidationError(
                    self.env._("%s: hours lie between 0 and 24.", shift.name)
                )

    def _at(self, moment):
        """Return the shift of ``self`` that a local moment falls into."""
        hour = moment.hour + moment.minute / 60 + moment.second / 3600
        for shift in self:
            begin, end = shift.hour_from, shift.hour_to
            if begin <= hour < end or (end <= begin and not end <= hour < begin):
                return shift
        return self.browse()
