from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from odoo.addons.gas_customer.tables.text import plain_number

from .gas_meter_reading import WRONG_FINDINGS


class GasApplication(models.Model):
    """What an application means for readings and prices.

    The index of the day becomes a reading of the contract that the gas was used
    under, entered by whoever completes the application and reviewed like any other.
    """

    _inherit = "gas.application"

    new_tariff_id = fields.Many2one(
        "gas.tariff",
        "Tariff",
        compute="_compute_new_tariff_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('user_classes', 'ilike', new_user_class)]",
        check_company=True,
    )
    new_agreed_price = fields.Float(
        "Agreed Price (yuan/m³)",
        digits=(12, 4),
        help="For tariffs whose price is a cap; 0: the cap itself.",
    )
    new_route_id = fields.Many2one(
        "gas.reading.route",
        "Reading Route",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('station_id', '=', station_id)]",
        check_company=True,
    )
    old_tariff_id = fields.Many2one(
        "gas.tariff",
        "Previous Tariff",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    old_agreed_price = fields.Float(digits=(12, 4), readonly=True, copy=False)

    @api.depends("new_user_class")
    def _compute_new_tariff_id(self):
        """Choose the only tariff of the class; among several the clerk chooses."""
        for application in self:
            fitting = application._fitting_tariffs()
            kept = application.new_tariff_id & fitting
            application.new_tariff_id = kept or (
                fitting if len(fitting) == 1 else False
            )

    def _fitting_tariffs(self):
        """Return the tariffs of the class that is applied for."""
        if not self.new_user_class:
            return self.new_tariff_id.browse()
        return self.new_tariff_id.search(
            [("user_classes", "ilike", self.new_user_class)]
        )

    def _asked_facts(self):
        return super()._asked_facts() | {"new_tariff_id", "new_agreed_price"}

    def _missing_facts(self, completing):
        yield from super()._missing_facts(completing)
        priced = self.change in ("new_supply", "user_class")
        if priced and not self.new_tariff_id and self._fitting_tariffs():
            yield self.env._("Choose the tariff.")

    # Contracts

    def _prepare_contract_vals(self):
        return {
            **super()._prepare_contract_vals(),
            **self._prepare_price_vals(),
            "route_id": self.new_route_id.id,
        }

    def _prepare_successor_vals(self):
        old = self.contract_id
        return {
            **super()._prepare_successor_vals(),
            "tariff_id": old.tariff_id.id,
            "agreed_price": old.agreed_price,
            "route_id": old.route_id.id,
            "route_sequence": old.route_sequence,
        }

    def _prepare_class_vals(self):
        return {**super()._prepare_class_vals(), **self._prepare_price_vals()}

    def _prepare_price_vals(self):
        return {
            "tariff_id": self.new_tariff_id.id,
            "agreed_price": self.new_agreed_price,
        }

    def _apply_user_class(self):
        """Change the class; what is not billed yet keeps the price of its days."""
        self.old_tariff_id = self.contract_id.tariff_id
        self.old_agreed_price = self.contract_id.agreed_price
        super()._apply_user_class()
        self.env["gas.meter.reading"].search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("date", "<=", self.effective_on),
                ("bill_id", "=", False),
                ("billed_before", "=", False),
                ("state", "!=", "rejected"),
                ("class_change_id", "=", False),
            ]
        ).class_change_id = self.id

    # Readings

    def _record_index(self, contract):
        super()._record_index(contract)
        meter = contract.meter_id
        if not meter:
            return
        self._refuse_later_readings(contract)
        readings = self.env["gas.meter.reading"]
        known = readings.search(
            [
                ("meter_id", "=", meter.id),
                ("date", "=", self.effective_on),
                ("state", "!=", "rejected"),
            ]
        )
        if known:
            self._refuse_other_index(known)
            return
        reading = readings.create(
            {
                "contract_id": contract.id,
                "meter_id": meter.id,
                "date": self.effective_on,
                "index_m3": self.index_m3,
                "source": "exchange" if self.change == "meter_exchange" else "manual",
                "note": self.display_name,
            }
        )
        if reading.finding in WRONG_FINDINGS:
            raise UserError(reading._explain_obstacle("wrong"))

    def _refuse_later_readings(self, contract):
        later = self.env["gas.meter.reading"].search(
            [
                ("contract_id", "=", contract.id),
                ("date", ">", self.effective_on),
                ("state", "!=", "rejected"),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "Household %(number)s was read on %(later)s, after the day it "
                    "takes effect. Choose a later day, or reject that reading first.",
                    number=contract.name,
                    later=later.date,
                )
            )

    def _refuse_other_index(self, known):
        if float_compare(known.index_m3, self.index_m3, precision_digits=3):
            raise UserError(
                self.env._(
                    "%(reading)s says %(known)s m³, the application %(index)s m³: one "
                    "of them is wrong.",
                    reading=known.display_name,
                    known=plain_number(known.index_m3),
                    index=plain_number(self.index_m3),
                )
            )
