"""What stands in the homes and businesses of the town: stoves, heaters, alarms, hoses.

Plain rows, no Odoo. Some of it is past its end of life, as in any town.
"""

import random
from datetime import timedelta

from . import names
from .generate import SEED, as_csv

COLUMNS = (
    "户号 设备类别 品牌 型号 产权归属 生产日期 销售日期 安装日期 安装单位"
).split()
# {user class: [(code of the kind, share of those who have it, oldest in years, whose)]}
USUAL = {
    "居民": [
        ("stove", 1.0, 10, "customer"),
        ("water_heater", 0.8, 10, "customer"),
        ("boiler", 0.08, 9, "customer"),
        ("hose_steel", 0.6, 9, "customer"),
        ("hose_rubber", 0.4, 2, "customer"),
        ("alarm", 0.35, 6, "customer"),
        ("self_closing_valve", 0.4, 8, "company"),
    ],
    "商业": [
        ("range", 1.0, 8, "customer"),
        ("alarm", 0.9, 4, "customer"),
        ("cutoff_valve", 0.9, 11, "customer"),
        ("hose_steel", 1.0, 8, "customer"),
    ],
    "工业": [
        ("furnace", 1.0, 12, "customer"),
        ("regulator", 1.0, 12, "company"),
        ("alarm", 1.0, 4, "customer"),
        ("cutoff_valve", 1.0, 11, "customer"),
    ],
}
USUAL["公共福利"] = USUAL["商业"]


def appliances_file(town):
    """Return the CSV of all appliances of the households of ``town``."""
    last_day = town.months[-1]
    return as_csv(
        COLUMNS,
        [
            row
            for household in town.households
            for row in _rows(household, last_day - timedelta(days=30))
        ],
    )


def _rows(household, last_sold):
    # Its own dice: the rest of the town does not change with its stoves.
    pick = random.Random(f"{SEED}appliances{household.number}")
    for kind, share, years, owner in USUAL[household.user_class]:
        if pick.random() >= share:
            continue
        # Nothing was fitted before the gas came.
        days = min(years * 365, (last_sold - household.opened).days)
        sold = last_sold - timedelta(days=pick.randrange(days))
        yield [
            household.number,
            kind,
            pick.choice(names.BRANDS),
            f"{kind[0].upper()}{pick.randrange(100, 999)}",
            owner,
            sold - timedelta(days=pick.randrange(20, 200)),
            sold,
            sold + timedelta(days=pick.randrange(20)),
            "清源燃气",
        ]
