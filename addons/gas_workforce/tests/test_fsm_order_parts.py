from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.fees import FeeCase


@tagged("post_install", "-at_install")
class TestFsmOrderParts(FeeCase):
    """D20, D27: what an order charges is taken from the store."""

    def test_part_that_is_charged_leaves_the_store(self):
        """Once, unless the crew has entered it itself."""
        hose = self.env["gas.part"].create({"code": "H1", "name": "Hose"})
        self.env.cr.execute(
            "UPDATE gas_fee_item SET part_id = %s WHERE id = %s",
            (hose.id, self.items["hose"].id),
        )
        self.env.invalidate_all()
        mine = self.at_the_door("door", "hose")
        mine.fee_ids.filtered(lambda fee: fee.kind == "part").quantity = 2
        mine._agree("Wang")
        self.finish(mine)
        with self.assertRaises(UserError):
            mine.action_done()
        self.assertRecordValues(
            mine.sudo().part_move_ids,
            [
                {
                    "part_id": hose.id,
                    "quantity": 2,
                    "change": -2,
                    "kind": "used",
                    "station_id": self.east.id,
                }
            ],
        )
        mine.sudo()._take_parts()
        self.assertEqual(len(mine.sudo().part_move_ids), 1)
