from odoo.tests import tagged

from .common import STAFF, GasCase


@tagged("post_install", "-at_install")
class TestHome(GasCase):
    """G01: each role opens on its own work, and meets no menu that does not fit."""

    def _home(self, user):
        return self.env["ir.http"].with_user(user)._gas_home_action_id()

    def test_each_role_opens_on_a_screen_it_may_see(self):
        for name in STAFF:
            user = self.role(name)
            with self.subTest(role=name):
                home = self._home(user)
                if name == "inspector":  # has no work of his own yet
                    continue
                self.assertTrue(home)
                action = self.env["ir.actions.actions"].sudo().browse(home)
                action = self.env[action.type].sudo().browse(home)
                if action.type == "ir.actions.act_window":
                    model = self.env[action.res_model].with_user(user)
                    self.assertTrue(model.has_access("read"))
        self.assertFalse(self._home(self.role("administrator")))

    def test_no_level_of_a_menu_has_more_than_nine_entries(self):
        """What a menu of the bar drops down counts as one level: Odoo shows it all."""
        ours = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.menu"), ("module", "=like", "gas_%")]
        )
        apps = self.env["ir.ui.menu"].browse(ours.mapped("res_id"))
        apps = apps.filtered(lambda menu: not menu.parent_id)
        self.assertIn(self.env.ref("gas_customer.gas_menu"), apps)
        for name in (*STAFF, "administrator"):
            menus = self.env["ir.ui.menu"].with_user(self.role(name))
            seen = menus.browse(menus._visible_menu_ids())
            for app in apps:
                bar = seen.filtered(lambda menu: menu.parent_id == app)  # noqa: B023
                with self.subTest(role=name, app=app.name):
                    self.assertLessEqual(len(bar), 9)
                for top in bar:
                    path = top.parent_path
                    below = [
                        menu
                        for menu in seen
                        if menu.action and menu.parent_path.startswith(path)
                    ]
                    with self.subTest(role=name, menu=top.name):
                        self.assertLessEqual(len(below), 9)
