from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import groupby, split_every

_BILLS_A_FILE = 500  # some ten seconds of work, and a pile that a hand can hold


class GasBillPrinting(models.Model):
    """The printing of a campaign's bills: files for the printer, in readers' order.

    No file holds bills of two routes, so that each reader gets a pile of their own.
    """

    _name = "gas.bill.printing"
    _description = "Printing of Bills"
    _inherit = ["gas.state.mixin", "gas.run.mixin"]
    _order = "id desc"
    _MOVES = {
        "draft": {"printing"},
        "printing": {"printed", "draft"},
        "printed": set(),
    }
    _STEPS = {"printing": "action_print"}
    _RUNNING = ("printing",)
    _CHUNKS = {"print": 1}  # files a job

    campaign_id = fields.Many2one(
        "gas.billing.campaign", required=True, index=True, ondelete="restrict"
    )
    station_id = fields.Many2one(
        related="campaign_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, precompute=True, index=True
    )
    name = fields.Char(compute="_compute_name")
    only_due = fields.Boolean(
        "Unpaid Bills Only",
        help="Without the bills that are paid, or settled with credit, already.",
    )
    state = fields.Selection(
        [("draft", "New"), ("printing", "Being Created"), ("printed", "Ready")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    file_ids = fields.One2many("gas.bill.print.file", "printing_id", readonly=True)
    file_count = fields.Integer("Files", compute="_compute_counts")
    bill_count = fields.Integer("Bills", compute="_compute_counts")
    printed_count = fields.Integer("Bills in Files", compute="_compute_counts")

    @api.depends("campaign_id.name", "create_date")
    def _compute_name(self):
        for printing in self:
            made = printing.create_date or fields.Datetime.now()
            day = printing.campaign_id.company_id._promise_local(made)
            printing.name = f"{printing.campaign_id.name} · {day:%m-%d %H:%M}"

    @api.depends("file_ids.bill_count", "file_ids.printed_on")
    def _compute_counts(self):
        groups = self.env["gas.bill.print.file"]._read_group(
            [("printing_id", "in", self.ids)],
            ["printing_id"],
            ["__count", "bill_count:sum"],
        )
        planned = {printing: numbers for printing, *numbers in groups}
        printed = dict(
            self.env["gas.bill.print.file"]._read_group(
                [("printing_id", "in", self.ids), ("printed_on", "!=", False)],
                ["printing_id"],
                ["bill_count:sum"],
            )
        )
        for printing in self:
            printing.file_count, printing.bill_count = planned.get(printing, (0, 0))
            printing.printed_count = printed.get(printing, 0)

    @api.depends("state", "run_since", "bill_count", "printed_count")
    def _compute_progress(self):
        now = fields.Datetime.now()
        for printing in self:
            printing._report_progress(printing.printed_count, printing.bill_count, now)

    @api.ondelete(at_uninstall=False)
    def _unlink_files_first(self):
        for printing in self:
            if printing.state == "printing":
                raise UserError(
                    self.env._("%s is being made. Press Stop first.", printing.name)
                )
        self.sudo().file_ids.unlink()  # by the ORM: their PDFs go, too

    # Making the files

    def action_print(self):
        """Make the files that are not made yet, in jobs of one file each."""
        self.check_access("write")
        for printing in self:
            if not printing.file_ids:
                printing._plan()
            if printing.state != "printing":
                printing._move_to(
                    "printing", **printing._prepare_run_vals(printing.printed_count)
                )
            printing._enqueue()

    def _done_count(self):
        return self.printed_count

    def _enqueue(self):
        self._run_jobs("print", self._unprinted_files().ids, "_printing_done")

    def _unprinted_files(self):
        return self.file_ids.filtered(lambda file: not file.printed_on)

    def _print_chunk(self, file_ids):
        """Print in one job; restarted after a kill, it finds its files made."""
        self.ensure_one()
        if self._is_running():
            files = self.env["gas.bill.print.file"].browse(file_ids)
            files.filtered(lambda file: not file.printed_on)._make()

    def _printing_done(self):
        if self.state != "printing":
            return
        state = "draft" if self._unprinted_files() else "printed"
        self._move_to(state, stop_requested=False)

    # The plan

    def _plan(self):
        """Write which bills go into which file."""
        self.ensure_one()
        vals_list = []
        stops = self._bills()._stops()
        for (_code, route_id, name), of_route in groupby(stops, lambda row: row.route):
            piles = list(split_every(_BILLS_A_FILE, of_route))
            for number, pile in enumerate(piles, 1):
                vals_list.append(
                    {
                        "printing_id": self.id,
                        "sequence": len(vals_list),
                        "route_id": route_id,
                        "name": f"{name} {number}-{len(piles)}" if piles[1:] else name,
                        "bill_count": len(pile),
                        "bill_ids": [Command.set([stop.bill_id for stop in pile])],
                    }
                )
        if not vals_list:
            raise UserError(
                self.env._(
                    "%s: there is no bill to print. Post the bills first, or print "
                    "those, too, that are paid already.",
                    self.campaign_id.name,
                )
            )
        self.env["gas.bill.print.file"].sudo().create(vals_list)

    def _bills(self):
        domain = [("campaign_id", "=", self.campaign_id.id), ("state", "=", "posted")]
        if self.only_due:
            domain.append(("move_id.amount_residual", ">", 0))
        return self.env["gas.bill"].search(domain)

    # Buttons that open lists

    def action_open_files(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_bill_print_file_action"
        )
        return {**action, "domain": [("printing_id", "=", self.id)]}

    def action_download(self):
        """Return the address of one archive of all files that are made."""
        self.ensure_one()
        if not self.printed_count:
            raise UserError(self.env._("%s: no file is made yet.", self.name))
        return {
            "type": "ir.actions.act_url",
            "url": f"/gas_billing/printing/{self.id}/files.zip",
            "target": "download",
        }
