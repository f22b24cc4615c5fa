"""Read a CSV or XLSX file as an office saves it. Pure Python, no Odoo."""

import csv
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .text import normalized

# What Excel and WPS write on Chinese desktops, most telling first.
ENCODINGS = ("utf-8-sig", "gb18030")
# Beyond these, a file is split: all of it is held in memory while it is read. A small
# archive may be packed from very much.
MOST_LINES = 300_000
MOST_BYTES = 400_000_000


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; ``code`` says why.

    Codes: "encoding", "not_a_workbook", "empty", "too_long".
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_sheet(content):
    """Return ``(header, rows)`` of the bytes of a CSV or of an XLSX's first sheet.

    ``header``: list of str. ``rows``: an iterator of ``(line, cells)`` with the line
    number a person sees in the file (the header is line 1) and a list of values as
    long as the header: str in a CSV; str, int, float, datetime or None in an XLSX.
    Lines without any value are left out.

    :raise UnreadableFile: not text, not a workbook, or nothing in it; too much in it,
        which may be found out while ``rows`` are read

    >>> header, rows = read_sheet("表号,读数\\nA1,12\\n\\nA2,15\\n".encode("gb18030"))
    >>> header, list(rows)
    (['表号', '读数'], [(2, ['A1', '12']), (4, ['A2', '15'])])
    """
    # An XLSX is a ZIP archive; no CSV begins like one.
    lines = _workbook_lines(content) if content[:2] == b"PK" else _csv_lines(content)
    header = [normalized(cell) for cell in next(lines, ())]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise UnreadableFile("empty")
    width = len(header)
    rows = (
        (number, (list(cells) + [None] * width)[:width])
        for number, cells in enumerate(_limited(lines), start=2)
        if any(cell not in (None, "") for cell in cells)
    )
    return header, rows


def _limited(lines):
    for count, line in enumerate(lines):
        if count >= MOST_LINES:
            raise UnreadableFile("too_long")
        yield line


def _csv_lines(content):
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    raise UnreadableFile("encoding")


def _workbook_lines(content):
    try:
        packed = zipfile.ZipFile(io.BytesIO(content)).infolist()
        if sum(part.file_size for part in packed) > MOST_BYTES:
            raise UnreadableFile("too_long")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError) as error:
        raise UnreadableFile("not_a_workbook") from error
    # Some programs write a wrong size into the file; read what is there.
    sheet.reset_dimensions()
    return sheet.iter_rows(values_only=True)
