"""Generate the town: plain rows, no Odoo. The same seed gives the same town.

``Town(until)`` knows every household and what its meter showed at the end of each of
the twelve months before ``until``'s and in that month itself.
"""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

from . import names, people

SEED = 20251101
HOUSEHOLDS, BUILDINGS = 2000, 150
# Which of the thirteen readings comes after the meter exchanges.
EXCHANGE = 7
# Which reading of some households was estimated: nobody was at home.
ESTIMATED = 9
# Before which reading the dial turns over.
TURNS_OVER = {"rollover": 3, "turning": 12}
# What makes the last reading odd in some homes of every station: {event: homes}. Nobody
# has been in for two months; far more than a home uses, such as a leak; much more, or
# less, than usual; the dial turned over.
ODD = {"vacant": 3, "surge": 3, "high": 3, "low": 3, "turning": 2}
# Share of the year's gas that such a home uses in the last month.
ODD_SHARE = {"vacant": 0, "surge": 0.9, "high": 0.36, "low": 0.012}
# Share of a year's gas in each month, January first: people cook and bathe warmer in
# winter.
SEASON = [
    0.125,
    0.115,
    0.105,
    0.085,
    0.07,
    0.06,
    0.055,
    0.055,
    0.06,
    0.075,
    0.09,
    0.105,
]
SCHOOL = [0.06, 0.05, 0.11, 0.11, 0.11, 0.10, 0.01, 0.01, 0.11, 0.11, 0.11, 0.11]
CUSTOMER_COLUMNS = (
    "户号 客户名称 电话 其他电话 用户类别 人口数 缴费方式 小区 路名门牌 楼栋 "
    "单元 室号 开户日期 表号 表类型 规格 表盘位数 表出厂日期 检定有效期至 装表日期 "
    "表底数 气价 协议价 "
    "抄表册 抄表顺序 已计费至 本周期已用气量"
).split()
READING_COLUMNS = "户号 表号 客户名称 抄表日期 本次读数 来源 备注".split()


def month_start(day, months=0):
    """Return the first day of the month ``months`` after that of ``day``.

    >>> month_start(date(2026, 11, 22), -12)
    datetime.date(2025, 11, 1)
    """
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass
class Household:
    """One row of the customers file and what its dial shows, month by month."""

    number: str
    customer: str
    phone: str
    other_phone: str
    user_class: str
    people: int
    payment_way: str
    station: str
    community: str
    building: str
    unit: str
    room: str
    opened: date
    meter: str
    meter_kind: str
    size: str
    digits: int
    index_start: int
    tariff: str
    agreed_price: str
    route: str
    sequence: int
    yearly_m3: float
    # What happens to it: "exchange", "rollover", "misread", "estimated", one of ODD,
    # "overestimated", or "".
    event: str = ""


class Town:
    """All households, and their readings for the months up to ``until``'s.

    ``overestimated_at``: code of a station where two homes were estimated too high
    last time and now show less: readings that nobody can review as they are.
    """

    def __init__(self, until, overestimated_at=None):
        self.overestimated_at = overestimated_at
        self.random = random.Random(SEED)
        self.months = [month_start(until, back) for back in range(-12, 1)]
        self.households = []
        self._phone = 0
        self._build_homes()
        self._build_businesses()
        self._plan_events()
        self.indexes = {h.number: self._indexes(h) for h in self.households}

    # People and places

    def _next_phone(self):
        self._phone += 1
        return f"190{self._phone:08d}"

    def _person(self):
        return self.random.choice(names.SURNAMES) + self.random.choice(names.GIVEN)

    def _communities(self):
        for station, (_name, _phone, communities) in names.STATIONS.items():
            for community in communities:
                yield station, community

    def _build_homes(self):
        places = [c for c in self._communities() if c[1] != "清源工业园"]
        buildings = []
        for number in range(BUILDINGS):
            station, community = places[number % len(places)]
            buildings.append((station, community, number // len(places) + 1))
        for number in range(HOUSEHOLDS):
            station, community, building = buildings[number % BUILDINGS]
            place = number // BUILDINGS  # 0 to 13 within the building
            self._add_home(station, community, building, place)

    def _add_home(self, station, community, building, place):
        pick = self.random
        low_income = pick.random() < 0.02
        smart = pick.random() < 0.3
        self._add(
            customer=self._person(),
            other_phone=self._next_phone() if pick.random() < 0.1 else "",
            user_class="居民",
            people=pick.choices((1, 2, 3, 4, 5, 6), (8, 22, 35, 22, 9, 4))[0],
            payment_way=pick.choices(
                ("柜台缴费", "银行代扣", "线上缴费"), (50, 30, 20)
            )[0],
            station=station,
            community=community,
            building=f"{building}栋",
            unit=f"{place % 2 + 1}单元",
            room=f"{place // 2 + 1}0{place % 2 + 1}",
            meter_kind="智能表" if smart else "膜式表",
            size="G2.5" if pick.random() < 0.8 else "G4",
            digits=5,
            index_start=pick.choice((0, 0, 0, 1, 2)),
            tariff="resident_low_income" if low_income else "resident",
            agreed_price="",
            yearly_m3=min(max(pick.lognormvariate(5.3, 0.45), 40), 900),
        )

    def _build_businesses(self):
        places = list(self._communities())
        kinds = [(name, "商业", "commercial", "4.50") for name in names.SHOPS]
        kinds += [(name, "工业", "industrial", "3.95") for name in names.PLANTS]
        kinds += [(name, "公共福利", "public_welfare", "") for name in names.PUBLIC]
        for number, (name, user_class, tariff, price) in enumerate(kinds):
            plant = tariff == "industrial"
            station, community = ("BJ", "清源工业园") if plant else places[number % 11]
            yearly = {
                "commercial": self.random.uniform(2500, 15000),
                "industrial": self.random.uniform(60000, 400000),
                "public_welfare": self.random.uniform(3000, 12000),
            }[tariff]
            self._add(
                customer=name,
                other_phone="",
                user_class=user_class,
                people=0,
                payment_way="银行转账" if plant else "柜台缴费",
                station=station,
                community=community,
                building=name,
                unit="",
                room="",
                meter_kind="罗茨/涡轮表" if plant else "膜式表",
                size="G65" if plant else "G10",
                digits=7 if plant else 6,
                index_start=0,
                tariff=tariff,
                agreed_price=price,
                yearly_m3=yearly,
            )

    def _add(self, **facts):
        number = len(self.households) + 1
        opened = date(self.random.randint(2016, 2024), self.random.randint(1, 12), 15)
        self.households.append(
            Household(
                number=f"80{number:08d}",
                phone=self._next_phone(),
                opened=opened,
                meter=f"M{opened:%y}{number:06d}",
                route=f"{facts['station']}-{self._route(facts)}",
                sequence=number,
                **facts,
            )
        )

    def _route(self, facts):
        """Homes are read community by community, businesses on one round."""
        if facts["user_class"] != "居民":
            return "B"
        communities = names.STATIONS[facts["station"]][2]
        return str(communities.index(facts["community"]) + 1)

    def _plan_events(self):
        homes = [h for h in self.households if h.user_class == "居民"]
        chosen = self.random.sample(homes, 48)
        for event, count in (("exchange", 12), ("rollover", 6), ("misread", 15)):
            for household in chosen[:count]:
                household.event = event
            chosen = chosen[count:]
        for household in chosen:
            household.event = "estimated"
        for station in names.STATIONS:
            odd = {**ODD, "overestimated": 2 * (station == self.overestimated_at)}
            usual = [
                h
                for h in homes
                if h.station == station and not h.event and 150 <= h.yearly_m3 <= 300
            ]
            for event, count in odd.items():
                for household in self.random.sample(usual, count):
                    household.event = event
                    usual.remove(household)
        for household in homes:
            if number := TURNS_OVER.get(household.event):
                self._hang_old_meter(household, number)

    def _hang_old_meter(self, household, number):
        """Let the dial turn over in the month before reading no. ``number``."""
        used = self._used_before(household) + sum(
            self.monthly(household, month) for month in self.months[1:number]
        )
        half = self.monthly(household, self.months[number]) // 2
        household.digits = 4
        household.index_start = 10**household.digits - used - half

    # Dials

    def _used_before(self, household):
        """Return the m³ used from moving in to the first of the thirteen readings."""
        years = self.months[0].year - household.opened.year
        return max(round(household.yearly_m3 * years), 0)

    def monthly(self, household, month):
        """Return the whole m³ a household uses in a month; a holiday is zero."""
        if household.event in ODD_SHARE and month == self.months[-1]:
            return round(household.yearly_m3 * ODD_SHARE[household.event])
        if household.event == "vacant" and month == self.months[-2]:
            return 0
        pick = random.Random(f"{SEED}{household.number}{month}")
        shape = SCHOOL if household.user_class == "公共福利" else SEASON
        volume = household.yearly_m3 * shape[month.month - 1] * pick.uniform(0.8, 1.2)
        away = household.user_class == "居民" and pick.random() < 0.01
        if away and household.event not in TURNS_OVER:
            return 0
        return round(volume)

    def exchange_of(self, household):
        """Return (day, last index of the old meter, number of the new meter)."""
        month = self.months[EXCHANGE]
        half = self.monthly(household, month) // 2
        before = self.indexes[household.number][EXCHANGE - 1]
        return month.replace(day=5), before + half, "N" + household.meter[1:]

    def _indexes(self, household):
        """Return what the dial shows at each of ``months``' readings.

        A dial that turns over begins at 0 again.
        """
        shown, index = [], household.index_start + self._used_before(household)
        for number, month in enumerate(self.months):
            if number:
                index += self.monthly(household, month)
            if number == EXCHANGE and household.event == "exchange":
                # The new dial begins at 0 with what is left of the month.
                volume = self.monthly(household, month)
                index = volume - volume // 2
            shown.append(index % 10**household.digits)
        if household.event == "overestimated":
            shown[-2] = shown[-1] + round(household.yearly_m3 / 40)
        return shown

    def reading_day(self, household, month):
        """Each route is read in a few days around the 20th."""
        return month.replace(day=18 + household.sequence % 7)

    def meter_at(self, household, number):
        """Return the number of the meter that reading no. ``number`` is of."""
        if household.event == "exchange" and number >= EXCHANGE:
            return self.exchange_of(household)[2]
        return household.meter

    def is_estimated(self, household, number):
        """Say whether nobody was at home at reading no. ``number``."""
        estimated = {"estimated": ESTIMATED, "overestimated": len(self.months) - 2}
        return estimated.get(household.event) == number

    # Files

    def used_in_cycle(self, household, last):
        """Return the m³ used since 1 January up to reading no. ``last``."""
        year = self.months[last + 1].year
        return sum(
            self.monthly(household, month)
            for month in self.months[1 : last + 1]
            if month.year == year
        )

    def customers_file(self, last_billed):
        """Return the CSV of all households, billed elsewhere up to ``last_billed``."""
        rows = []
        for h in self.households:
            rows.append(
                [
                    h.number,
                    h.customer,
                    h.phone,
                    h.other_phone,
                    h.user_class,
                    h.people or "",
                    h.payment_way,
                    h.community,
                    names.STREETS[h.community],
                    h.building,
                    h.unit,
                    h.room,
                    h.opened,
                    h.meter,
                    h.meter_kind,
                    h.size,
                    h.digits,
                    h.opened - timedelta(days=90),
                    self.verified_until(h),
                    h.opened,
                    h.index_start,
                    h.tariff,
                    h.agreed_price,
                    h.route,
                    h.sequence,
                    self.reading_day(h, self.months[last_billed]),
                    self.used_in_cycle(h, last_billed),
                    *people.archive_of(h),
                ]
            )
        return as_csv(CUSTOMER_COLUMNS + people.COLUMNS, rows)

    def verified_until(self, household):
        """Return the day on which the verification of a plant's large meter ends."""
        if household.user_class != "工业":
            return ""
        return month_start(self.months[-1], household.sequence % 24 - 3)

    def officer(self, number):
        """Return the name of a safety officer."""
        surname = names.SURNAMES[number % len(names.SURNAMES)]
        return surname + names.GIVEN[number * 7 % len(names.GIVEN)]

    def certificate_until(self, number):
        """Return the day on which a safety officer's certificate ends."""
        return month_start(self.months[-1], number * 5 % 36 - 4)

    def readings_rows(self, numbers, households=None):
        """Return the rows of the readings no. ``numbers``, in order of time."""
        return [
            [
                h.number,
                self.meter_at(h, n),
                h.customer,
                self.reading_day(h, self.months[n]),
                self.indexes[h.number][n],
                "估算" if self.is_estimated(h, n) else "",
                "",
            ]
            for n in numbers
            for h in (households or self.households)
        ]


def as_csv(header, rows):
    """Return the bytes of a CSV as a Chinese Excel saves it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
