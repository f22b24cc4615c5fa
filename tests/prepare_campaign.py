"""Make an approved campaign of the named routes, ready to be posted; print its id."""

import sys
from datetime import date
from pathlib import Path

import session

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from town.generate import Town  # noqa: E402

database, routes = session.arguments()
town = Town(date(2026, 9, 30))
with session.environment(database) as env:
    users = {user.login: user for user in env["res.users"].search([])}
    routes = env["gas.reading.route"].search([("code", "in", routes)])
    contracts = {contract.name: contract for contract in routes.contract_ids}
    households = [h for h in town.households if h.number in contracts]
    readings = env["gas.meter.reading"].with_user(users["chaobiao"])
    readings.sudo().create(
        [
            {
                "contract_id": contracts[h.number].id,
                "date": town.reading_day(h, town.months[12]),
                "index_m3": town.indexes[h.number][12],
                "handling": "photo",
                "entered_by_id": users["chaobiao"].id,
            }
            for h in households
        ]
    )
    env["gas.meter.reading"].with_user(users["zhangwu"]).search(
        [("route_id", "in", routes.ids), ("state", "=", "entered")]
    ).action_review()
    campaign = (
        env["gas.billing.campaign"]
        .with_user(users["zhangwu"])
        .with_context(queue_job__no_delay=True)
        .create(
            {
                "station_id": routes.station_id.id,
                "route_ids": [(6, 0, routes.ids)],
                "month": date(2026, 9, 1),
            }
        )
    )
    campaign.action_rate()
    campaign.bill_ids.filtered(lambda bill: bill.state == "on_hold")._release("test")
    campaign.action_approve()
    # So few households make several jobs all the same.
    env["ir.config_parameter"].set_param("gas_billing.post_chunk", 60)
    print(campaign.id)
