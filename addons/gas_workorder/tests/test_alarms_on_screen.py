from odoo.tests import HttpCase, tagged

from .common import OrderCase

TOLD = """
    const { promiseAlarms } = odoo.loader.modules.get("@gas_promise/alarms");
    const told = {}, open = [];
    promiseAlarms.start(null, {
        bus_service: { subscribe: (kind, call) => (told[kind] = call) },
        notification: {
            add: (message, { sticky }) => {
                open.push(message);
                return () => open.splice(open.indexOf(message), 1);
            },
        },
    });
    const alarm = (message, ...promise_ids) =>
        told.gas_promise_alarm({ promise_ids, message });
    const over = (...promise_ids) => told.gas_promise_over({ promise_ids });
    const expect = (...messages) => {
        if (open.join() !== messages.join()) {
            throw new Error(`shown: ${open}, expected: ${messages}`);
        }
    };
    alarm("due", 1);
    alarm("both", 2, 3);
    expect("due", "both");
    alarm("overdue", 1);
    expect("both", "overdue");
    over(2);
    expect("both", "overdue");
    over(3, 1, 9);
    expect();
    console.log("test successful");
"""


@tagged("post_install", "-at_install")
class TestAlarmsOnScreen(OrderCase, HttpCase):
    """D02, D03: an alarm leaves the screen when what it tells of is over."""

    def test_alarm_stays_until_it_is_over(self):
        self.browser_js(
            "/odoo",
            TOLD,
            ready="odoo.loader.modules.has('@gas_promise/alarms')",
            login=self.dispatcher.login,
        )

    def test_alarm_says_where(self):
        order = self.make_order("emergency")
        alarm = self.env["gas.promise.alarm"].create(
            {
                "promise_id": order.promise_ids[0].id,
                "key": "warning",
                "due_at": order.reported_on,
            }
        )
        self.assertIn(order.address, alarm._words(self.dispatcher))
