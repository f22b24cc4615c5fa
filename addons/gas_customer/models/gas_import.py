import base64
import io
import logging
from contextlib import contextmanager

import psycopg2
import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tables.columns import (
    MissingColumns,
    parse_row,
    place_columns,
    text,
)
from ..tables.sheet import MOST_LINES, UnreadableFile, read_sheet

_logger = logging.getLogger(__name__)

# Rows that are looked up, checked and written together.
BATCH = 1000
# Shown on the form; the result file holds them all.
SHOWN_REFUSALS = 200


def _is_no_refused_statement(record):
    return not str(record.msg).startswith("bad query")


class StopRequested(Exception):
    """Somebody pressed Stop: roll back, nothing has happened."""


class GasImport(models.Model):
    """A file that is checked first and then taken over row by row.

    What a kind of file is, stands in a model of its own: see ``gas.import.kind``. A row
    is good or it is refused as a whole; a row whose content is there already is left
    alone, so the same file twice changes nothing.
    """

    _name = "gas.import"
    _description = "Import of a File"
    _inherit = ["gas.state.mixin"]
    _order = "id desc"
    _MOVES = {
        "draft": {"checking", "importing", "draft"},
        "checking": {"checked", "draft"},
        "checked": {"importing", "checking", "draft"},
        "importing": {"done", "checked"},
        "done": set(),
    }
    _STEPS = {"checking": "action_check", "importing": "action_import"}

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        lambda self: self.env["gas.import.kind"]._kinds(),
        required=True,
        default=lambda self: self._default_kind(),
    )
    file = fields.Binary(attachment=True, required=True)
    file_name = fields.Char()
    state = fields.Selection(
        [
            ("draft", "New"),
            ("checking", "Being Checked"),
            ("checked", "Checked"),
            ("importing", "Being Imported"),
            ("done", "Done"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    row_count = fields.Integer("Rows", compute="_compute_progress")
    rows_done = fields.Integer("Rows Checked", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    stop_requested = fields.Boolean(compute="_compute_progress")
    good_count = fields.Integer("Good Rows", readonly=True, copy=False)
    present_count = fields.Integer(
        "Already There",
        readonly=True,
        copy=False,
        help="Rows whose content is in the system already; they change nothing.",
    )
    refused_count = fields.Integer("Refused Rows", readonly=True, copy=False)
    refusal_ids = fields.One2many("gas.import.refusal", "import_id", readonly=True)
    error = fields.Text("Problem", readonly=True, copy=False)
    result_file = fields.Binary(attachment=True, readonly=True, copy=False)
    result_file_name = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer the kinds that the user may send in, no other."""
        found = super().fields_get(allfields, attributes)
        if "selection" in found.get("kind", ()):
            found["kind"]["selection"] = [
                (kind, label)
                for kind, label in found["kind"]["selection"]
                if not self._forbidden_models(kind)
            ]
        return found

    @api.model
    def _default_kind(self):
        """Return the kind of those who have no choice."""
        kinds = [
            kind
            for kind, _label in self._selection_values("kind")
            if not self._forbidden_models(kind)
        ]
        return kinds[0] if len(kinds) == 1 else False

    @api.model
    def _forbidden_models(self, kind):
        """Return the models among those the rows become that one may not create."""
        return [
            name
            for name in self.env["gas.import.kind"]._of(kind)._models()
            if not self.env[name].has_access("create")
        ]

    @api.depends("kind", "file_name")
    def _compute_name(self):
        kinds = self._selection_labels("kind")
        for record in self:
            record.name = record.file_name or kinds.get(record.kind)

    @api.depends("state")
    def _compute_progress(self):
        found = self.env["gas.progress"]._of(self)
        for record in self:
            progress = found.get(record.id)
            record.rows_done = progress.done if progress else 0
            record.row_count = progress.total if progress else 0
            whole = record.row_count
            record.progress = 100.0 * record.rows_done / whole if whole else 0.0
            record.stop_requested = bool(progress and progress.stop_requested)

    def write(self, vals):
        if "file" in vals or "kind" in vals:
            if any(record.state in ("importing", "done") for record in self):
                raise UserError(
                    self.env._(
                        "This file has been imported. Create a new import for "
                        "another file."
                    )
                )
            # What was checked was another file.
            vals = {**vals, "state": "draft"}
        return super().write(vals)

    # Buttons

    def action_check(self):
        """Look at every row and write nothing (dry run)."""
        for record in self:
            record._check_kind_permitted()
        self._enqueue("checking", dry_run=True)

    def action_import(self):
        """Take the good rows of a file that was checked over."""
        for record in self:
            if record.state == "draft":
                raise UserError(
                    self.env._("%s: check the file first.", record.display_name)
                )
        self._enqueue("importing", dry_run=False)

    def _import_now(self):
        """Take the file over unchecked, in this transaction: for scripts."""
        self.with_context(queue_job__no_delay=True)._enqueue("importing", dry_run=False)

    def _check_kind_permitted(self):
        forbidden = self._forbidden_models(self.kind)
        if forbidden:
            kinds = self._selection_labels("kind")
            raise AccessError(
                self.env._(
                    "A file of the kind “%(kind)s” creates records that you may not "
                    "create: %(records)s. Have somebody send it in who keeps the "
                    "archive of customers, or ask the administrator for that role.",
                    kind=kinds[self.kind],
                    records="、".join(
                        self.env["ir.model"]._get(name).name for name in forbidden
                    ),
                )
            )

    def action_stop(self):
        """Stop a run: what it did so far is undone, the file can be run again."""
        for record in self.filtered(lambda r: r.state in ("checking", "importing")):
            if record._has_live_job():
                self.env["gas.progress"]._request_stop(record)
            else:  # its job failed, or was cancelled in the queue
                record._move_to("draft" if record.state == "checking" else "checked")

    def _has_live_job(self):
        # The queue is the system's: its jobs are not readable to the office.
        return bool(
            self.env["queue.job"]
            .sudo()
            .search_count(
                [
                    ("identity_key", "=", self._job_key()),
                    ("state", "in", ("pending", "enqueued", "started")),
                ],
                limit=1,
            )
        )

    def _job_key(self):
        return f"gas_import-{self.id}-{self.state}"

    def _enqueue(self, state, dry_run):
        for record in self:
            record._move_to(state, error=False)
            self.env["gas.progress"]._start(record)
            # Reasons are read by the sender, whatever language the call was in.
            record.with_context(lang=self.env.user.lang).with_delay(
                identity_key=record._job_key(), description=f"gas.import {record.id}"
            )._run(dry_run)

    # The run

    def _run(self, dry_run):
        """Check the file, or take it over; the job of the queue.

        One transaction: it happens as a whole or not at all.
        """
        self.ensure_one()
        if self.state not in ("checking", "importing"):
            return  # stopped, or done by a job that was thought dead
        before = "draft" if dry_run else "checked"
        try:
            with self.env.cr.savepoint():
                result = self._read_file(dry_run)
        except StopRequested:
            self._move_to(before, error=self.env._("Stopped. Nothing was changed."))
            return
        except UserError as error:
            self._move_to(before, error=str(error))
            return
        except psycopg2.OperationalError:
            raise  # the queue tries again
        except Exception:
            # The form does not go on "checking" for ever.
            _logger.exception("Import %d cannot be read", self.id)
            reason = self.env._(
                "The file could not be read, and nothing was changed. Save it anew "
                "with Excel or WPS; if that does not help, the administrator finds the "
                "reason in the log, under import %d.",
                self.id,
            )
            self._move_to(before, error=reason)
            return
        self._move_to(
            "checked" if dry_run else "done",
            good_count=result.good,
            present_count=result.present,
            refused_count=len(result.refused_rows),
            error=False,
        )
        self._write_refusals(result)
        _logger.info(
            "Import %d (%s, dry run: %s): %d good, %d there already, %d refused",
            self.id,
            self.kind,
            dry_run,
            result.good,
            result.present,
            len(result.refused_rows),
        )

    def _read_file(self, dry_run):
        columns = self._kind_model()._columns(self)
        try:
            content = base64.b64decode(self.with_context(bin_size=False).file)
            header, lines = read_sheet(content)
            places = place_columns(header, columns)
            lines = list(lines)
        except UnreadableFile as error:
            raise UserError(self._file_reasons()[error.code]) from error
        except MissingColumns as error:
            raise UserError(
                self.env._(
                    "The file lacks these columns: %(headers)s. The first line must "
                    "name them; download the template to see how.",
                    headers="、".join(error.headers),
                )
            ) from error
        result = ImportResult(header)
        self._report_progress(0, len(lines))
        for start in range(0, len(lines), BATCH):
            self._run_batch(lines[start : start + BATCH], places, result, dry_run)
            self._report_progress(min(start + BATCH, len(lines)), len(lines))
        return result

    def _kind_model(self):
        return self.env["gas.import.kind"]._of(self.kind)

    def _run_batch(self, lines, places, result, dry_run):
        rows = []
        for line, cells in lines:
            values, refusals = parse_row(cells, places)
            row = ImportRow(line, cells, values)
            for column, refused in refusals:
                row.refuse(column.header, self._cell_reason(refused))
            rows.append(row)
        parsed = [row for row in rows if not row.refusals]
        if parsed:
            self._kind_model()._resolve(self, parsed, result)
        good = [row for row in parsed if not (row.refusals or row.present)]
        if good and not dry_run:
            self._create_rows(good)
        self.env.flush_all()
        self.env.invalidate_all()
        result.add(rows)

    def _create_rows(self, rows):
        """Create all at once; if the database refuses, find the row that it is."""
        try:
            with self.env.cr.savepoint(), self._quiet_database():
                self._kind_model()._create_rows(self, rows)
                self.env.flush_all()
            return
        except UserError as error:
            reason = str(error)
        except psycopg2.IntegrityError as error:
            reason = self._constraint_message(error)
        self.env.invalidate_all(flush=False)
        if len(rows) == 1:
            rows[0].refuse("", reason)
            return
        middle = len(rows) // 2
        self._create_rows(rows[:middle])
        self._create_rows(rows[middle:])

    @contextmanager
    def _quiet_database(self):
        """Keep a refused statement, full of personal data, out of the log."""
        logger = logging.getLogger("odoo.sql_db")
        logger.addFilter(_is_no_refused_statement)
        try:
            yield
        finally:
            logger.removeFilter(_is_no_refused_statement)

    def _constraint_message(self, error):
        table = error.diag.table_name
        models = self.env.registry.values()
        name = next((m._name for m in models if m._table == table), "base")
        return self.env[name]._sql_error_to_message(error)

    def _report_progress(self, done, total):
        if self.env["gas.progress"]._report(self, done, total):
            raise StopRequested

    # Words

    def _file_reasons(self):
        return {
            "encoding": self.env._(
                "The file is neither UTF-8 nor GBK text. Save it as CSV or XLSX with "
                "Excel or WPS and try again."
            ),
            "not_a_workbook": self.env._(
                "The file is damaged or not an XLSX workbook. Save it anew with Excel "
                "or WPS and try again."
            ),
            "empty": self.env._(
                "The file is empty: its first line must name the columns."
            ),
            "too_long": self.env._(
                "The file is too long: split it into files of at most %s lines each.",
                MOST_LINES,
            ),
        }

    def _cell_reason(self, refused):
        """Say in the user's language why a cell was refused."""
        value, allowed = refused.params.get("value"), refused.params.get("allowed")
        reasons = {
            "missing": lambda: self.env._("Must not be empty."),
            "phone": lambda: self.env._(
                "“%(value)s” can be no phone number: a mobile has 11 digits, a "
                "landline its area code.",
                value=value,
            ),
            "day": lambda: self.env._(
                "“%(value)s” is not a date: write it as 2026-03-05.", value=value
            ),
            "number": lambda: self.env._("“%(value)s” is not a number.", value=value),
            "negative": lambda: self.env._(
                "%(value)s is negative; this cannot be.", value=value
            ),
            "whole": lambda: self.env._(
                "%(value)s is not a whole number.", value=value
            ),
            "choice": lambda: self.env._(
                "“%(value)s” is not known here. Possible: %(allowed)s.",
                value=value,
                allowed=allowed,
            ),
        }
        return reasons[refused.code]()

    # The result

    def _write_refusals(self, result):
        """Show the first refusals on the form; put all of them into a file."""
        self.refusal_ids.sudo().unlink()
        shown = [
            {
                "import_id": self.id,
                "line": row.line,
                "column": column,
                "value": row.value_of(result.header, column),
                "reason": reason,
            }
            for row in result.refused_rows
            for column, reason in row.refusals
        ]
        self.env["gas.import.refusal"].sudo().create(shown[:SHOWN_REFUSALS])
        if not shown:
            self._write_as_server({"result_file": False, "result_file_name": False})
            return
        stem = (self.file_name or "import").rsplit(".", 1)[0]
        self._write_as_server(
            {
                "result_file": base64.b64encode(self._refusal_workbook(result)),
                "result_file_name": self.env._("%s-refused.xlsx", stem),
            }
        )

    def _refusal_workbook(self, result):
        """Return an XLSX of the refused rows as they were, each with line and reason.

        The added columns are ignored when the corrected file is sent in again.
        """
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output, {"constant_memory": True})
        sheet = book.add_worksheet(self.env._("Refused Rows"))
        bold = book.add_format({"bold": True, "bg_color": "#F4CCCC"})
        extra = [
            self.env._("Line"),
            self.env._("Column"),
            self.env._("Reason"),
        ]
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 1, 16)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, 2 + len(result.header), 16)
        sheet.freeze_panes(1, 3)
        for place, title in enumerate([*extra, *result.header]):
            sheet.write_string(0, place, title, bold)
        for number, row in enumerate(result.refused_rows, start=1):
            columns = "\n".join(column for column, _reason in row.refusals)
            reasons = "\n".join(reason for _column, reason in row.refusals)
            sheet.write_number(number, 0, row.line)
            # As text: a cell that begins with "=" must not become a formula.
            sheet.write_string(number, 1, columns)
            sheet.write_string(number, 2, reasons)
            for place, cell in enumerate(row.cells, start=3):
                sheet.write_string(number, place, text(cell))
        book.close()
        return output.getvalue()


class ImportRow:
    """One line of the file on its way: its values, or why it is refused."""

    __slots__ = ("line", "cells", "values", "refusals", "present")

    def __init__(self, line, cells, values):
        self.line, self.cells, self.values = line, cells, values
        self.refusals = []  # [(header of the column or "", reason)]
        self.present = False  # its content is in the system already

    def refuse(self, column, reason):
        self.refusals.append((column, reason))

    def value_of(self, header, column):
        return text(self.cells[header.index(column)]) if column in header else ""


class ImportResult:
    """What became of the rows. ``seen``: for hooks, to find doubles in the file."""

    def __init__(self, header):
        self.header = header
        self.good = self.present = 0
        self.refused_rows = []
        self.seen = {}

    def add(self, rows):
        for row in rows:
            if row.refusals:
                self.refused_rows.append(row)
            elif row.present:
                self.present += 1
            else:
                self.good += 1

    def refuse_repeated(self, row, key, column, reason):
        """Refuse ``row`` if an earlier row of the file had ``key``; tell whether."""
        first = self.seen.setdefault(key, row.line)
        if first != row.line:
            row.refuse(column, reason % first)
        return first != row.line
