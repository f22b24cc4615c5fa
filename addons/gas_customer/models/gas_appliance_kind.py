from odoo import fields, models

from odoo.addons.gas_promise.tools import selection_of


class GasApplianceKind(models.Model):
    """A kind of facility at a service point: a stove, an alarm, a hose, a meter.

    Meters are devices of their own (``gas.meter``); their kinds stand here so that
    one table holds the lives of all.
    """

    _name = "gas.appliance.kind"
    _description = "Kind of Appliance"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short and lasting, used in import files.")
    sequence = fields.Integer(default=100)
    category = fields.Selection(
        [
            ("burner", "Burning Appliance"),
            ("safety", "Alarm or Valve"),
            ("line", "Pipe or Hose"),
            ("meter", "Gas Meter"),
        ],
        required=True,
        default="burner",
    )
    meter_kind = fields.Selection(
        selection_of("gas.meter", "kind"),
        help="The kind on the meter's card that this one stands for.",
    )
    life_ids = fields.One2many("gas.appliance.life", "kind_id", "Lives")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(code)", "Another kind has this code: choose a different one."
    )
    _meter_kind_uniq = models.UniqueIndex(
        "(meter_kind) WHERE meter_kind IS NOT NULL",
        "Another kind stands for these meters already.",
    )
    _meters_are_told = models.Constraint(
        "CHECK ((category = 'meter') = (meter_kind IS NOT NULL))",
        "A kind of meters, and no other, says which meters it stands for.",
    )
