"""A city of households, by SQL: each row is a row of the town but for what differs.

So every column is stored as the ORM stored the sample's, whatever columns there are.
"""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from odoo.sql_db import close_db
from odoo.tools import SQL

import session
from town.names import GIVEN, SURNAMES

BUILDINGS, FLATS = 20, 50  # of a community; of a building
BIG_TABLES = {
    "gas_contract",
    "gas_customer_phone",
    "gas_meter",
    "gas_meter_installation",
    "gas_premise",
    "gas_service_point",
    "res_partner",
}
# One number serves as the id of a household's point, customer, meter and contract.
FIRST_ID = 10_000_000
STREETS = (
    "人民 中山 解放 建设 和平 胜利 长江 友爱 民族 朝阳 新华 教育 明秀 北湖 江南 星光"
)
ESTATES = (
    "锦绣 湖滨 学府 江畔 凤凰 北辰 铁路 阳光 翡翠 金桂 荔园 云景 盛天 翠湖 万秀 龙胤"
)
KINDS = "花园 新村 雅苑 小区 公馆 佳园 家园"
PHASES = "一 二 三 四 五 六 七 八 九 十"


class City(NamedTuple):
    stations: int
    communities: int  # of a station

    @property
    def households(self):
        return self.stations * self.communities * BUILDINGS * FLATS


MILLION = City(20, 50)


def fill(database, city=MILLION, tables=BIG_TABLES):
    """Put ``city`` beside the town of ``database``; return the ids of its stations.

    ``tables``: those of BIG_TABLES that are wanted.
    """
    with session.environment(database) as env:
        communities = make_areas(env, city)
        household = env["gas.contract"].search(
            [("user_class", "=", "resident"), ("state", "=", "running")], limit=1
        )
        env.flush_all()
        make_list(env.cr, city, communities.ids)
        with indexes_built_at_the_end(env.cr):
            for record, source, values in around(household):
                if record._table in tables:
                    env.cr.execute(copies(env.cr, record, source, **values))
        stations = communities.station_id.ids
    vacuum(database)
    return stations


def vacuum(database):
    """Leave the statistics of tables as a database in use has them."""
    with session.environment(database) as env:
        env.cr.commit()
        env.cr._cnx.autocommit = True  # VACUUM wants no transaction around it
        env.cr.execute("VACUUM ANALYZE")
        env.cr._cnx.autocommit = False


@contextmanager
def copy_of(database, suffix="city"):
    """Yield the name of a copy of ``database``, which is dropped afterwards."""
    name = f"{database}_{suffix}"
    program = Path(session.__file__).with_name("databases.py")

    def databases(*verb):
        command = [sys.executable, program, sys.argv[1], "postgres", *verb]
        subprocess.run(command, check=True)

    databases("drop", name)
    close_db(database)  # nobody may be connected to what is copied
    databases("clone", database, name)
    try:
        yield name
    finally:
        databases("drop", name)


@contextmanager
def indexes_built_at_the_end(cr):
    """Drop the indexes of the big tables meanwhile: it takes half the time."""
    cr.execute(
        """
        SELECT indexname, indexdef FROM pg_indexes
         WHERE schemaname = 'public' AND tablename = ANY(%s)
           AND indexname NOT IN (SELECT conname FROM pg_constraint)
        """,
        [list(BIG_TABLES)],
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for _name, definition in indexes:
        cr.execute(definition)


def make_areas(env, city):
    areas = env["gas.area"]
    root = areas.search([("kind", "=", "company")], limit=1)
    stations = areas.create(
        [
            {
                "name": f"第{number}服务站",
                "code": f"S{number}",
                "kind": "station",
                "parent_id": root.id,
            }
            for number in range(1, city.stations + 1)
        ]
    )
    names = [
        f"{estate}{kind}{phase}期"
        for estate in ESTATES.split()
        for kind in KINDS.split()
        for phase in PHASES.split()
    ]
    return areas.create(
        [
            {
                "name": names[number],
                "code": f"S{number // city.communities + 1}.{number}",
                "parent_id": stations[number // city.communities].id,
            }
            for number in range(city.stations * city.communities)
        ]
    )


def make_list(cr, city, communities):
    """Make the temporary table ``new``: what tells one household from another."""
    cr.execute(
        """
        CREATE TEMPORARY TABLE new AS
        SELECT %(first)s + i AS id,
               %(first)s + i / %(flats)s AS premise_id,
               community.id AS community_id,
               community.station_id,
               street,
               i / %(flats)s %% %(buildings)s + 1 || '栋' AS building,
               i %% 2 + 1 || '单元' AS unit,
               (i %% %(flats)s / 2 + 1) || lpad((i %% 2 + 1)::text, 2, '0') AS room,
               '9' || lpad(i::text, 9, '0') AS number,
               substr(%(surnames)s, 1 + h %% length(%(surnames)s), 1)
               || substr(%(given)s, 1 + h / 64 %% length(%(given)s), 1)
               || CASE WHEN h %% 5 = 0 THEN ''
                  ELSE substr(%(given)s, 1 + h / 8192 %% length(%(given)s), 1)
                  END AS name,
               '1' || (ARRAY[3, 5, 7, 8, 9])[i %% 5 + 1]
               || lpad((i * 613::bigint %% 1000000000)::text, 9, '0') AS phone,
               CASE WHEN i %% 10 = 0 THEN '0771' || 2000000 + i END AS landline,
               'J' || lpad((i * 37::bigint)::text, 10, '0') AS meter,
               street || community.name || i / %(flats)s %% %(buildings)s + 1 || '栋'
               AS premise
          FROM generate_series(0, %(count)s - 1) i
          JOIN unnest(%(communities)s) WITH ORDINALITY AS listed (id, number)
            ON listed.number = i / %(of_community)s + 1
          JOIN gas_area community ON community.id = listed.id,
               LATERAL (
                   SELECT abs(hashint4(i)) AS h,
                          (%(streets)s)[listed.number %% %(street_count)s + 1]
                          || '路' || listed.number %% 180 + 1 || '号' AS street
               ) mixed
        """,
        {
            "first": FIRST_ID,
            "count": city.households,
            "flats": FLATS,
            "buildings": BUILDINGS,
            "of_community": BUILDINGS * FLATS,
            "communities": communities,
            "surnames": SURNAMES,
            "given": "".join(dict.fromkeys("".join(GIVEN))),
            "streets": STREETS.split(),
            "street_count": len(STREETS.split()),
        },
    )


def copies(cr, record, source, **values):
    """Return the statement that copies ``record`` for each row of ``source``.

    ``values``: {column: SQL of what differs}.
    """
    cr.execute(SQL("SELECT * FROM %s LIMIT 0", SQL.identifier(record._table)))
    columns = [column.name for column in cr._obj.description]
    return SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s, %s sample WHERE sample.id = %s",
        SQL.identifier(record._table),
        SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(
            SQL(values[name]) if name in values else SQL.identifier("sample", name)
            for name in columns
        ),
        SQL(source),
        SQL.identifier(record._table),
        record.id,
    )


def around(household):
    """Yield what is copied: records, for which rows, and what differs (``copies``)."""
    point = household.service_point_id
    installation = point.installation_ids.filtered(lambda i: not i.date_end)
    at_point = {
        "station_id": "new.station_id",
        "community_id": "new.community_id",
    }
    address = "new.premise || new.unit || new.room"
    words = (
        "concat_ws(E'\\n', new.number, new.name, new.phone, new.landline, new.meter, "
        f"{address})"
    )

    yield (
        point.premise_id,
        "(SELECT DISTINCT ON (premise_id) * FROM new ORDER BY premise_id) new",
        dict(
            id="new.premise_id",
            name="new.premise",
            street="new.street",
            building="new.building",
            **at_point,
        ),
    )
    yield (
        point,
        "new",
        dict(
            id="new.id",
            premise_id="new.premise_id",
            name=address,
            unit="new.unit",
            room="new.room",
            **at_point,
        ),
    )
    yield (
        household.partner_id,
        "new",
        dict(
            id="new.id",
            commercial_partner_id="new.id",
            name="new.name",
            complete_name="new.name",
            phone="new.phone",
            phone_sanitized="'+86' || new.phone",
            gas_station_id="new.station_id",
            gas_identity_number="'450100' || lpad(new.id::text, 12, '0')",
        ),
    )
    phone = household.env["gas.customer.phone"].search([], limit=1)
    yield (
        phone,
        "(SELECT * FROM new WHERE landline IS NOT NULL) new",
        dict(
            id="new.id",
            partner_id="new.id",
            number="new.landline",
            digits="new.landline",
        ),
    )
    yield (
        installation.meter_id,
        "new",
        dict(
            id="new.id",
            name="new.meter",
            service_point_id="new.id",
            station_id="new.station_id",
        ),
    )
    yield (
        installation,
        "new",
        dict(
            id="new.id",
            meter_id="new.id",
            service_point_id="new.id",
            station_id="new.station_id",
        ),
    )
    yield (
        household,
        "new",
        dict(
            id="new.id",
            name="new.number",
            partner_id="new.id",
            service_point_id="new.id",
            route_id="NULL",
            search_key=f"regexp_replace({words}, '([^\\x01-\\x7f])', '\\1\\1', 'g')",
            **at_point,
        ),
    )


def read(database, number, month_end):
    """Write a reviewed reading of every household of the city, of one day.

    ``number``: of the month, from 1 on; each goes on from the one before. Some four in
    a hundred use nothing, the others 5 to 44 m³ a month.
    """
    with session.environment(database) as env:
        sample = env["gas.meter.reading"].search(
            [("state", "=", "reviewed"), ("finding", "=", False)], limit=1
        )
        # The index after so many months is their number by what is used in a month.
        use = "(CASE WHEN mod(h, 25) = 0 THEN 0 ELSE 5 + mod(h, 40) END)"
        household = (
            "(SELECT contract.id, contract.station_id, "
            "abs(hashint4(contract.id)) AS h, installation.meter_id, "
            "installation.index_start_m3 AS first_index FROM gas_contract contract "
            "JOIN gas_meter_installation installation ON installation.id = contract.id "
            f"WHERE contract.id >= {FIRST_ID}) new"
        )
        before = f"new.first_index + {number - 1} * {use}"
        day = f"DATE '{month_end}'"
        env.cr.execute(
            copies(
                env.cr,
                sample,
                household,
                id="nextval('gas_meter_reading_id_seq')",
                contract_id="new.id",
                meter_id="new.meter_id",
                station_id="new.station_id",
                route_id="NULL",
                date=day,
                index_m3=f"{before} + {use}",
                volume_m3=use,
                previous_date=f"{day} - 30",
                previous_index_m3=before,
                days="30",
                bill_id="NULL",
                billed_before="FALSE",
                class_change_id="NULL",
            )
        )
    vacuum(database)


def rated_campaign(database, city, month_end):
    """Fill ``database`` and rate a month; return the id of a campaign to be posted."""
    (station,) = set(fill(database, city))
    read(database, 1, month_end)
    with session.environment(database) as env:
        campaign = env["gas.billing.campaign"].create(
            {
                "station_id": station,
                "month": month_end.replace(day=1),
                "state": "rating",
            }
        )
        contracts = env["gas.contract"].search(campaign._contract_domain(), order="id")
        size = campaign._chunk_size("rate")
        for start in range(0, len(contracts), size):
            campaign._rate_chunk(contracts.ids[start : start + size])
            env.cr.commit()
            env.invalidate_all()
        for state in ("rated", "approved", "posting"):
            campaign._move_to(state)
        return campaign.id


def posted_month(database, city, month_end):
    """Fill ``database`` and bill a month, posted."""
    campaign_id = rated_campaign(database, city, month_end)
    with session.environment(database) as env:
        campaign = env["gas.billing.campaign"].browse(campaign_id)
        ids = env["gas.bill.poster"]._in_order(campaign._bills("rated"))
        for start in range(0, len(ids), 2000):
            campaign._post_chunk(ids[start : start + 2000])
            env.cr.commit()
            env.invalidate_all()
    vacuum(database)


def assert_complete(database, campaigns, households):
    """Every household is invoiced once by each, and the numbers have no gap."""
    with session.environment(database) as env:
        for campaign in campaigns:
            env.cr.execute(
                """
                SELECT state, COUNT(*), COUNT(DISTINCT move_id),
                       COUNT(DISTINCT contract_id), MIN(hold_reason), MIN(posting_note)
                  FROM gas_bill WHERE campaign_id = %s GROUP BY state
                """,
                [campaign],
            )
            whole = (households,) * 3
            found = env.cr.fetchall()
            assert found == [("posted", *whole, None, None)], (campaign, found)
        env.cr.execute(
            """
            SELECT sequence_prefix, MAX(sequence_number) - COUNT(*),
                   COUNT(*) - COUNT(DISTINCT name)
              FROM account_move
             WHERE journal_id IN (SELECT gas_journal_id FROM res_company)
             GROUP BY sequence_prefix
            """
        )
        for prefix, missing, double in env.cr.fetchall():
            assert (missing, double) == (0, 0), (prefix, missing, double)
        env.cr.execute(
            """
            SELECT COUNT(*) FROM account_move move
             WHERE journal_id IN (SELECT gas_journal_id FROM res_company)
               AND NOT EXISTS (SELECT FROM gas_bill WHERE move_id = move.id)
            """
        )
        (nobodys,) = env.cr.fetchone()
        assert not nobodys, f"{nobodys} invoices without a bill"
