from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

SIGNS = {"received": 1, "used": -1, "returned": 1}


class GasPartMove(models.Model):
    """Parts that came, were used, came back or were counted; by whom is who entered it.

    ``quantity``: as on paper; of a count, what lies there. ``change``: what it does to
    the stock. An entry never changes; a wrong one is taken back by another.
    """

    _name = "gas.part.move"
    _description = "Entry of Spare Parts"
    _inherit = ["gas.append.only.mixin"]
    _order = "moved_on desc, id desc"
    _rec_name = "part_id"
    _check_company_auto = True

    part_id = fields.Many2one(
        "gas.part", required=True, ondelete="restrict", check_company=True
    )
    unit = fields.Char(related="part_id.unit")
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        compute="_compute_station_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'station')]",
        help="From whose store.",
    )
    kind = fields.Selection(
        [
            ("received", "Received"),
            ("used", "Used"),
            ("returned", "Returned"),
            ("counted", "Counted"),
        ],
        required=True,
        default="used",
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    change = fields.Float("Stock Change", digits="Product Unit", readonly=True)
    order_id = fields.Many2one(
        "fsm.order", "Work Order", index="btree_not_null", ondelete="restrict"
    )
    moved_on = fields.Datetime(
        "Date and Time", required=True, default=fields.Datetime.now
    )
    note = fields.Char()
    shortage = fields.Char(readonly=True, help="More was taken than was there.")
    reverses_id = fields.Many2one(
        "gas.part.move",
        "Takes Back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversed_by_ids = fields.One2many("gas.part.move", "reverses_id", "Taken Back By")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _stock = models.Index("(station_id, part_id) INCLUDE (change)")
    _reversed_once = models.UniqueIndex(
        "(reverses_id) WHERE reverses_id IS NOT NULL",
        "This entry was taken back already.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 OR reverses_id IS NOT NULL "
        "OR kind = 'counted' AND quantity = 0)",
        "Enter how much; what was wrong is taken back by its own button.",
    )

    @api.depends("order_id")
    def _compute_station_id(self):
        """Choose the store of the crew, else of the order, else the user's only one."""
        mine = self.env.user.gas_station_ids
        for move in self:
            order = move.order_id
            move.station_id = (
                move.station_id
                or order.team_id.station_id
                or order.station_id
                or (mine if len(mine) == 1 else False)
            )

    @api.onchange("part_id", "station_id", "quantity", "kind")
    def _onchange_shortage(self):
        if not (self.part_id and self.station_id):
            return None
        there = self._stock_of(self).get((self.station_id, self.part_id), 0.0)
        words = self._shortage_words(there, there + self._change_from(there))
        return words and {
            "warning": {"title": self.env._("More than is there"), "message": words}
        }

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._apply_to_stock()
        return moves

    def _way_to_correct(self):
        return self.env._(
            "What was entered of parts never changes. Take the entry back and enter it "
            "anew."
        )

    def _apply_to_stock(self):
        """Work out what each of ``self`` does to the stock, one after the other."""
        stock = self._stock_of(self)
        for move in self:
            place = (move.station_id, move.part_id)
            there = stock.get(place, 0.0)
            change = move._change_from(there)
            stock[place] = there + change
            # Crews may enter, and change nothing: neither what is worked out here.
            move.sudo()._complete(
                {
                    "change": change,
                    "shortage": move._shortage_words(there, stock[place]),
                }
            )

    @api.model
    def _stock_of(self, moves):
        """Return {(station, part): quantity} where ``moves`` are, without them."""
        groups = self.sudo()._read_group(
            [
                ("station_id", "in", moves.station_id.ids),
                ("part_id", "in", moves.part_id.ids),
                ("id", "not in", moves.ids),
            ],
            ["station_id", "part_id"],
            ["change:sum"],
        )
        return {(station, part): quantity for station, part, quantity in groups}

    def _change_from(self, there):
        """Return what this entry does to a stock of ``there``."""
        if self.reverses_id:
            return -self.reverses_id.sudo().change
        if self.kind == "counted":
            return self.quantity - there
        return SIGNS[self.kind] * self.quantity

    def _shortage_words(self, there, then):
        """Return what to say when more is taken than is there, else False."""
        if then >= there or float_compare(then, 0.0, precision_digits=3) >= 0:
            return False
        return self.env._(
            "%(part)s: %(station)s has %(there)g %(unit)s, and %(taken)g are taken. "
            "Enter what came in, or count the store.",
            part=self.part_id.display_name,
            station=self.station_id.name,
            there=there,
            unit=self.part_id.unit,
            taken=there - then,
        )

    def action_take_back(self):
        """Enter the opposite of a wrong entry."""
        for move in self:
            if move.reverses_id:
                raise UserError(
                    self.env._(
                        "%s takes an entry back itself: enter what is right anew.",
                        move.display_name,
                    )
                )
        self._create_as_server(
            [
                {
                    "part_id": move.part_id.id,
                    "station_id": move.station_id.id,
                    "order_id": move.order_id.id,
                    "kind": move.kind,
                    "quantity": -move.quantity,
                    "reverses_id": move.id,
                }
                for move in self
            ]
        )
