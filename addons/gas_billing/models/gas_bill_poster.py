from odoo import api, fields, models
from odoo.tools import SQL, float_round, groupby

from ..posting import REFUSALS, Draft, DraftLine, SetWriter, explain, savepoint
from ..posting.amounts import Amounts
from ..posting.classes import settings_digest
from ..rating import GAS_KINDS
from ..tools import receivables


class GasBillPoster(models.AbstractModel):
    """From rated bills to posted invoices; it neither rates nor runs campaigns.

    Everything works in the caller's transaction: every bill once or not at all. Bills
    that another transaction holds are left to it.
    """

    _name = "gas.bill.poster"
    _description = "Posting of Gas Bills"

    @api.model
    def _post(self, bills):
        """Post those of ``bills`` that are rated, whichever way; return the posted."""
        posted = self._post_sets(bills)
        posted |= self._post_each(bills - posted)
        self._use_credit(posted)
        return posted

    @api.model
    def _post_sets(self, bills):
        """Post as sets what can be; return the posted.

        Of the others that are rated, ``posting_note`` says why they are left to
        ``_post_each``.
        """
        bills = bills._locked_in("rated", "campaign_id")
        posted = bills.browse()
        for campaign, of_campaign in bills.grouped("campaign_id").items():
            posted |= self._post_sets_of(campaign, of_campaign)
        return posted

    def _post_sets_of(self, campaign, bills):
        writer = SetWriter(
            campaign.company_id.sudo().gas_journal_id,
            campaign.invoice_date,
            lambda some, names: self._create_moves(campaign, some, names),
        )
        drafts = self._good_drafts(bills, writer.amounts)
        differences = self.env["gas.posting.difference"].sudo()
        done, left, found = writer.post(
            drafts,
            differences._barred(campaign.company_id),
            lambda done: self._link(done, as_set=True),
        )
        for each in found:
            differences._note(campaign, each.class_key, each.names, each.draft.key)
        for reason, some in left.items():
            bills.browse(draft.key for draft in some).write({"posting_note": reason})
        return bills.browse(done)

    @api.model
    def _post_each(self, bills):
        """Have the ORM post what is rated of ``bills``; return the posted.

        What it refuses is put on hold with the reason, the others go on.
        """
        bills = bills._locked_in("rated", "campaign_id")
        posted = bills.browse()
        for campaign, of_campaign in bills.grouped("campaign_id").items():
            amounts = Amounts(campaign.company_id.sudo())
            drafts = self._good_drafts(of_campaign, amounts)
            done, refused = self._made(campaign, drafts)
            self._link(done)
            for key, reason in refused.items():
                bills.browse(key)._put_on_hold(reason)
            posted |= bills.browse(done)
        return posted

    def _made(self, campaign, drafts):
        """Return ({key: move id}, {key: reason of a refusal}) of ``drafts``."""
        if not drafts:
            return {}, {}
        try:
            with savepoint(self.env):
                moves = self._create_moves(campaign, drafts)
        except REFUSALS as error:
            if len(drafts) == 1:
                return {}, {drafts[0].key: explain(error)}
            half = len(drafts) // 2
            first, second = (
                self._made(campaign, some) for some in (drafts[:half], drafts[half:])
            )
            return first[0] | second[0], first[1] | second[1]
        keys = (draft.key for draft in drafts)
        return dict(zip(keys, moves.ids, strict=True)), {}

    def _link(self, done, as_set=False):
        """Say of bills that they are posted, and as what: {bill id: move id}."""
        bills = self.env["gas.bill"].browse(done)
        bills.fetch(["state"])  # without the calculations
        bills._check_move("posted")
        bills.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE gas_bill
                   SET move_id = posted.move_id, state = 'posted',
                       amount_net = move.amount_untaxed, amount_tax = move.amount_tax,
                       posting_note = CASE WHEN NOT %s THEN posting_note END,
                       write_uid = %s, write_date = %s
                  FROM unnest(%s::int[], %s::int[]) posted (id, move_id)
                  JOIN account_move move ON move.id = posted.move_id
                 WHERE gas_bill.id = posted.id
                """,
                as_set,  # why it was not in an earlier attempt is of no interest
                self.env.uid,
                fields.Datetime.now(),
                list(done),
                list(done.values()),
            )
        )
        # What the notice says of the VAT is what the ledger says.
        written = ["move_id", "state", "amount_net", "amount_tax", "posting_note"]
        bills.invalidate_recordset(written, flush=False)
        bills.modified(written)

    # What the ORM makes

    def _create_moves(self, campaign, drafts, names=None):
        """Return invoices of ``drafts``, posted by the ORM; see ``samples.take``."""
        common = self._prepare_common_vals(campaign)
        vals_list = [draft.vals(**common) for draft in drafts]
        for vals, name in zip(vals_list, names or (), strict=False):
            vals["name"] = name
        moves = self.env["account.move"]._gas_without_mail()
        moves = moves._create_as_server(vals_list)
        moves._post(soft=False)
        # Now, by this user: whatever flushes later may be another.
        self.env.flush_all()
        return moves

    def _prepare_common_vals(self, campaign):
        company = campaign.company_id.sudo()
        return {
            "move_type": "out_invoice",
            "journal_id": company.gas_journal_id.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "invoice_date": campaign.invoice_date,
            "invoice_date_due": campaign.due_date,
            # The day on paper counts, whatever the partner's usual terms are.
            "invoice_payment_term_id": False,
        }

    # From bills to drafts

    def _good_drafts(self, bills, amounts):
        """Return drafts of ``bills``; put on hold whose invoice would differ."""
        compare = amounts.company.currency_id.compare_amounts
        good = []
        for draft, total in self._drafts(amounts.company, bills):
            says = amounts.of(draft)
            if compare(total, says.untaxed + says.tax):
                bills.browse(draft.key)._put_on_hold(
                    self.env._(
                        "The invoice would be %(total).2f instead of %(amount).2f: "
                        "check the tax, the rounding of the company, and the decimals "
                        "of Product Unit.",
                        total=says.untaxed + says.tax,
                        amount=total,
                    )
                )
            else:
                good.append(draft)
        return good

    def _drafts(self, company, bills):
        """Yield (Draft, amount of the bill) of ``bills``, in one query."""
        lines = self.env["gas.bill.line"]
        for model in (bills, lines, self.env["res.partner"]):
            model.flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT bill.id, bill.name, bill.partner_id, bill.contract_id,
                       bill.amount_total, bill.tariff_snapshot_id, partner.lang,
                       bill.calculation #>> '{rating,vat_percent}' AS vat_percent,
                       line.id AS line_id, line.kind, line.tier, line.upper_m3,
                       line.code, line.months, line.date_start, line.date_end,
                       line.volume_m3, line.price, line.amount
                  FROM gas_bill bill
                  JOIN res_partner partner ON partner.id = bill.partner_id
                  JOIN gas_bill_line line ON line.bill_id = bill.id
                 WHERE bill.id = ANY(%s)
                 ORDER BY bill.id, line.sequence, line.id
                """,
                list(bills.ids),
            )
        )
        content = LineContent(self.env, company)
        for bill_id, of_bill in groupby(rows, lambda row: row["id"]):
            # Without any use, one line of 0 m³: an invoice has at least one.
            used = [row for row in of_bill if row["volume_m3"] or row["amount"]]
            first = of_bill[0]
            draft = Draft(
                bill_id,
                first["partner_id"],
                first["name"],
                first["contract_id"],
                tuple(content.line(row) for row in used or of_bill[:1]),
            )
            yield draft, first["amount_total"]

    @api.model
    def _in_order(self, bills):
        """Return the ids of ``bills``, those whose invoices are alike together."""
        bills.flush_model()
        partners = self.env["res.partner"]
        partners.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT bill.id
                  FROM gas_bill bill
                  JOIN res_partner partner ON partner.id = bill.partner_id
                 WHERE bill.id = ANY(%s)
                 ORDER BY bill.amount_total = 0, bill.user_class, %s, bill.id
                """,
                list(bills.ids),
                settings_digest(partners),
            )
        )
        return [bill_id for (bill_id,) in rows]

    # Credit

    @api.model
    def _with_credit(self, campaign):
        """Return the posted bills of a campaign whose households have credit left."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT bill.id FROM gas_bill bill
                 WHERE bill.campaign_id = %s AND bill.state = 'posted'
                   AND bill.contract_id IN (
                       SELECT line.gas_contract_id FROM %s AND %s)
                 ORDER BY bill.id
                """,
                campaign.id,
                receivables.open_lines(),
                receivables.IS_CREDIT,
            )
        )
        return self.env["gas.bill"].browse(bill_id for (bill_id,) in rows)

    @api.model
    def _use_credit(self, bills):
        """Settle new invoices with what the households paid too much before."""
        lines = self.env["account.move.line"].search(
            receivables.open_domain(bills.contract_id), order="date, id"
        )
        plan = []
        for of_contract in lines.grouped("gas_contract_id").values():
            credit = of_contract.filtered(lambda line: line.amount_residual < 0)
            due = of_contract.filtered(lambda line: line.move_id in bills.move_id)
            if credit and due:
                plan.append(credit + due)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)


class LineContent:
    """What a row of a bill is on an invoice; the same for many of them."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self.taxes = {}
        self.labels = {}
        self.gas = env.ref("gas_billing.product_gas").id
        self.charge = env.ref("gas_billing.product_gas_charge").id
        self.digits = env["decimal.precision"].precision_get("Product Unit")

    def line(self, row):
        is_gas = row["kind"] in GAS_KINDS
        quantity = 1.0
        if is_gas:
            quantity = float_round(row["volume_m3"], precision_digits=self.digits)
        elif row["price"]:
            quantity = row["months"]
        return DraftLine(
            self.gas if is_gas else self.charge,
            self._label(row),
            quantity,
            row["price"] or row["amount"],
            self._tax_ids(row["vat_percent"]),
        )

    def _tax_ids(self, percent):
        if percent not in self.taxes:
            self.taxes[percent] = tuple(self.company._gas_tax(float(percent)).ids)
        return self.taxes[percent]

    def _label(self, row):
        """Return what the row is called, in the language of its customer."""
        names = ("lang", "kind", "tier", "upper_m3", "code", "months")
        names += ("date_start", "date_end", "tariff_snapshot_id")
        key = tuple(row[name] for name in names)
        if key not in self.labels:
            line = self.env["gas.bill.line"].browse(row["line_id"])
            self.labels[key] = line.with_context(lang=row["lang"])._label()
        return self.labels[key]
