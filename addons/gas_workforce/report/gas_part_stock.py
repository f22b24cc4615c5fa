from odoo import fields, models
from odoo.tools import SQL


class GasPartStock(models.Model):
    """What lies in the store of each station, and what is short."""

    _name = "gas.part.stock"
    _description = "Spare Parts in Store"
    _auto = False
    _order = "is_short desc, station_id, part_id"
    _rec_name = "part_id"
    _depends = {
        "gas.part": ["minimum", "active", "company_id"],
        "gas.part.move": ["station_id", "part_id", "change"],
        "gas.area": ["kind", "active", "company_id"],
    }

    station_id = fields.Many2one("gas.area", "Service Station", readonly=True)
    part_id = fields.Many2one("gas.part", readonly=True)
    unit = fields.Char(related="part_id.unit")
    quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    minimum = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    is_short = fields.Boolean("Short", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        # A part that a station should have and never had is a row, too.
        return SQL(
            """
            SELECT station.id::bigint * 1000000 + part.id AS id,
                   station.id AS station_id,
                   part.id AS part_id,
                   COALESCE(stock.quantity, 0) AS quantity,
                   part.minimum,
                   COALESCE(stock.quantity, 0) < part.minimum AS is_short,
                   part.company_id
              FROM gas_part part
              JOIN gas_area station
                ON station.kind = 'station' AND station.active
               AND station.company_id = part.company_id
              LEFT JOIN (
                   SELECT station_id, part_id, SUM(change) AS quantity
                     FROM gas_part_move
                    GROUP BY station_id, part_id
                   ) stock
                ON stock.station_id = station.id AND stock.part_id = part.id
             WHERE part.active
               AND (stock.quantity IS NOT NULL OR part.minimum > 0)
            """
        )
