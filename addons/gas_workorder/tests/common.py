from datetime import date

from odoo import Command

from odoo.addons.gas_customer.tests.common import GasCase

FEE_KINDS = {"door": "door", "work": "work", "hose": "part"}


class OrderCase(GasCase):
    """Two crews of the company's emergency service, one of each station."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispatcher = cls.role("dispatcher")
        cls.household = cls.make_household()
        cls.household.service_point_id.premise_id.write(
            {"latitude": 22.8170, "longitude": 108.3665}
        )
        cls.near = cls.make_crew("near", is_emergency=True)
        cls.far = cls.make_crew("far", is_emergency=True)
        cls.near._place(22.8180, 108.3665)
        cls.far._place(22.9000, 108.3665)
        cls.station_crew = cls.make_crew("east", station_id=cls.east.id)

    @classmethod
    def make_worker(cls, team=None, areas=None):
        """Return a technician of a crew, with his user and employee."""
        user = cls.role("technician", areas)
        employee = cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id}
        )
        return cls.env["fsm.person"].create(
            {
                "name": user.name,
                "employee_id": employee.id,
                "team_id": team.id if team else False,
            }
        )

    @classmethod
    def make_crew(cls, name, size=2, **vals):
        team = cls.env["fsm.team"].create({"name": f"{name} {cls._next()}", **vals})
        for _number in range(size):
            cls.make_worker(team)
        team.leader_id = team.member_ids[0]
        return team

    @classmethod
    def kind(cls, code):
        return cls.env["fsm.order.type"].search([("code", "=", code)])

    @classmethod
    def make_order(cls, code="repair", user=None, **vals):
        vals.setdefault("contract_id", cls.household.id)
        orders = cls.env["fsm.order"].with_user(user or cls.dispatcher)
        return orders.create({"type": cls.kind(code).id, **vals})

    @staticmethod
    def press(order, *steps):
        """Press the buttons of ``steps``; an arrival is noted by the office."""
        for step in steps:
            if step == "arrive":
                order._arrive(reason="by telephone")
            else:
                getattr(order, f"action_{step}")()

    @classmethod
    def fill_in(cls, order):
        """Enter all that any step of ``order`` takes, so that it can be moved."""
        for line in order.sudo().check_line_ids:
            line.write({"is_done": True, "reading": line.lowest})
        now = cls.env.cr.now()
        order.sudo().write(
            {
                "cause": "cause",
                "method": "method",
                "agreed_on": now,
                "checked_on": now,
                "signed_on": now,
            }
        )

    @classmethod
    def route_leaks_alike(cls):
        """Send emergency crews to a leak at every hour: also to what is made now."""
        cls.env["gas.call.routing"].search(
            [("call_kind", "=", "leak"), ("routed_to", "=", "station")]
        ).unlink()

    @classmethod
    def make_fee_schedule(cls, user, **prices):
        """Return the fees of 2026 that ``user`` drafted: in force, and no others."""
        cls.env.company._gas_workorder_setup()
        cls.env["gas.fee.schedule"].search([]).date_to = date(2025, 12, 31)
        schedule = (
            cls.env["gas.fee.schedule"]
            .with_user(user)
            .create(
                {
                    "name": "2026",
                    "date_from": date(2026, 1, 1),
                    "item_ids": [
                        Command.create(
                            {
                                "code": code,
                                "name": code.title(),
                                "kind": FEE_KINDS[code],
                                "price": price,
                            }
                        )
                        for code, price in prices.items()
                    ],
                }
            )
        )
        schedule.with_user(cls.role("finance")).action_approve()
        return schedule.with_user(cls.env.user)

    @classmethod
    def worker_of(cls, team):
        return team.leader_id.employee_id.user_id
