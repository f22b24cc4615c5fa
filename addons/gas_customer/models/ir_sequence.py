from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _gas_next(self, count):
        """Return ``count`` numbers of a sequence that may have gaps, by one query."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03}",
                count,
            )
        )
        return [self.get_next_char(number) for (number,) in rows]

    def _gas_number(self, vals_list):
        """Give each of ``vals_list`` its number as ``name``."""
        for vals, number in zip(vals_list, self._gas_next(len(vals_list)), strict=True):
            vals["name"] = number
