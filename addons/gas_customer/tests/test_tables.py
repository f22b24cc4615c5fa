"""Reading of import files: pure functions, no database."""

import doctest
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from odoo.addons.gas_customer.tables import columns, identity, sheet, text


@pytest.mark.parametrize("module", [text, sheet, columns, identity])
def test_examples_in_docstrings_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_csv_of_a_chinese_excel_in_gb18030_and_utf8():
    for encoding in ("gb18030", "utf-8", "utf-8-sig"):
        header, rows = sheet.read_sheet("户号,姓名\r\n1,王\r\n".encode(encoding))
        assert header == ["户号", "姓名"]
        assert list(rows) == [(2, ["1", "王"])]


def test_xlsx_keeps_types_and_line_numbers():
    book = Workbook()
    page = book.active
    page.append(["户号", "日期", "读数"])
    page.append([])
    page.append(["007", date(2026, 3, 5), 12.5])
    output = io.BytesIO()
    book.save(output)
    _header, rows = sheet.read_sheet(output.getvalue())
    ((line, cells),) = rows
    assert line == 3
    assert cells[0] == "007"
    assert columns.day(cells[1]) == date(2026, 3, 5)
    assert columns.number(cells[2]) == Decimal("12.5")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"PK\x03\x04 not a zip", "not_a_workbook"),
        (b"a\0b,c\n", "encoding"),
        (b"\xff\xff\xff\xff", "encoding"),
    ],
)
def test_unreadable_files_say_why(content, code):
    with pytest.raises(sheet.UnreadableFile) as caught:
        sheet.read_sheet(content)
    assert caught.value.code == code


def test_file_that_is_too_long_says_so(monkeypatch):
    """Found out while it is read, and before all of it is in memory."""
    monkeypatch.setattr(sheet, "MOST_LINES", 3)
    header, rows = sheet.read_sheet(b"a\n" + b"1\n" * 3)
    assert len(list(rows)) == 3
    header, rows = sheet.read_sheet(b"a\n" + b"1\n" * 4)
    with pytest.raises(sheet.UnreadableFile) as caught:
        list(rows)
    assert (header, caught.value.code) == (["a"], "too_long")


def test_small_archive_of_very_much_is_not_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _number in range(401):
                part.write(b"0" * 1_000_000)
    assert len(packed.getvalue()) < 1_000_000
    with pytest.raises(sheet.UnreadableFile) as caught:
        sheet.read_sheet(packed.getvalue())
    assert caught.value.code == "too_long"


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (columns.day, "2026-02-30", "day"),
        (columns.day, "昨天", "day"),
        (columns.number, "12a", "number"),
        (columns.number, "NaN", "number"),
        (columns.number, "-3", "negative"),
        (columns.whole, "1.5", "whole"),
        (columns.phone, "123", "phone"),
        (columns.choice({"居民": "resident"}), "居名", "choice"),
    ],
)
def test_wrong_cells_are_refused_with_their_cause(parse, cell, code):
    with pytest.raises(columns.RefusedCell) as caught:
        parse(cell)
    assert caught.value.code == code


def test_missing_columns_are_named():
    index = columns.Column("index", "本次读数", columns.number, required=True)
    with pytest.raises(columns.MissingColumns) as caught:
        columns.place_columns(["表号"], [index])
    assert caught.value.headers == ["本次读数"]


def test_every_wrong_cell_of_a_row_is_told_at_once():
    day = columns.Column("date", "抄表日期", columns.day, required=True)
    index = columns.Column("index", "本次读数", columns.number, required=True)
    values, refusals = columns.parse_row(["bad", ""], {day: 0, index: 1})
    assert [(column.name, refused.code) for column, refused in refusals] == [
        ("date", "day"),
        ("index", "missing"),
    ]
    assert values == {"index": None}


@given(st.text())
def test_search_words_never_fail_and_hold_no_blanks(value):
    words = text.search_words(value)
    assert all(word and not word.isspace() for word in words)


MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(MOBILE, st.sampled_from(["", "+86 ", "0086"]))
def test_mobile_numbers_lose_only_their_country_code(number, prefix):
    assert text.digits_of_phone(prefix + number) == number


@given(st.integers(0, 10**17 - 1))
def test_one_wrong_digit_of_a_resident_id_is_always_found(body):
    """Any digit but one's own as the check digit is refused."""
    good = [
        digit
        for digit in "0123456789X"
        if identity.is_identity("resident_id", f"{body:017d}{digit}")
    ]
    assert len(good) <= 1


@given(st.text("0123456789 -+()", max_size=20))
def test_phone_is_the_same_however_it_is_written(written):
    kind = text.phone_kind(written)
    assert kind == text.phone_kind(text.digits_of_phone(written))


@given(st.text(min_size=1, max_size=30))
def test_mask_hides_most_of_every_number(number):
    masked = identity.masked_identity(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= len(number) / 2
