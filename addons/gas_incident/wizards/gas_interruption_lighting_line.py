from odoo import fields, models


class GasInterruptionLightingLine(models.TransientModel):
    """What was tested at one household."""

    _name = "gas.interruption.lighting.line"
    _description = "Test of a Household"

    lighting_id = fields.Many2one(
        "gas.interruption.lighting", required=True, ondelete="cascade", index=True
    )
    household_id = fields.Many2one(
        "gas.interruption.household",
        "Line of the List",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    address = fields.Char(related="household_id.address")
    contract_id = fields.Many2one(related="household_id.contract_id")
    is_tight = fields.Boolean("Tested Tight")
    # Text, because an empty number is shown, and taken, for a measured zero.
    reading = fields.Char("Gas in the Air (% LEL)")
