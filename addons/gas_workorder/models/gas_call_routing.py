from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.gas_promise.tools import notification

from .. import dispatch
from .fsm_order_type import CALL_KINDS

_DAYS = {
    "all": frozenset(range(7)),
    "weekdays": frozenset(range(5)),
    "weekend": frozenset((5, 6)),
}


class GasCallRouting(models.Model):
    """Who is sent for which kind of call at which hour of the week.

    Source of the table that is loaded: S0 1.2 (docs/domain/manuals.md). The half hour
    that it leaves to nobody goes to the emergency crews.
    """

    _name = "gas.call.routing"
    _description = "Call Routing Rule"
    _order = "call_kind, hour_from, id"

    call_kind = fields.Selection(CALL_KINDS, "Call", required=True)
    days = fields.Selection(
        [
            ("all", "Every Day"),
            ("weekdays", "Monday to Friday"),
            ("weekend", "Weekend"),
        ],
        required=True,
        default="all",
    )
    hour_from = fields.Float("From", required=True)
    hour_to = fields.Float("To", required=True, help="May lie on the next day.")
    routed_to = fields.Selection(
        [
            ("emergency", "Emergency Crews"),
            ("station", "Service Station in Charge"),
            ("centre", "Dispatch Centre"),
        ],
        "Dispatched To",
        required=True,
    )
    source = fields.Char("Basis")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _hours_exist = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "Hours lie between 0:00 and 24:00.",
    )

    @api.constrains("call_kind", "days", "hour_from", "hour_to", "company_id")
    def _check_overlaps(self):
        """Refuse two answers to one call: they are as bad as none."""
        for (company, kind), windows in self._tables(self.company_id).items():
            if spans := dispatch.overlaps(windows):
                raise ValidationError(
                    self.env._(
                        "%(kind)s: %(spans)s belongs to several windows (%(company)s). "
                        "Shorten one of them first.",
                        kind=self._selection_labels("call_kind")[kind],
                        spans=self._in_words(spans[:1]),
                        company=company.name,
                    )
                )

    def _tables(self, companies):
        """Return {(company, call kind): [dispatch.Window]} of ``companies``."""
        tables = {
            (company, kind): [] for company in companies for kind, _name in CALL_KINDS
        }
        for window in self.search([("company_id", "in", companies.ids)]):
            tables[window.company_id, window.call_kind].append(window._plain())
        return tables

    def _plain(self):
        return dispatch.Window(
            _DAYS[self.days],
            round(self.hour_from * 60) % dispatch.DAY,
            round(self.hour_to * 60) % dispatch.DAY,
            self,
        )

    @api.model
    def _gaps(self, companies):
        """Return {(company, call kind): spans of the week that belong to nobody}."""
        return {
            key: spans
            for key, windows in self._tables(companies).items()
            if (spans := dispatch.gaps(windows))
        }

    def _in_words(self, spans):
        days = (
            self.env._("Mon"),
            self.env._("Tue"),
            self.env._("Wed"),
            self.env._("Thu"),
            self.env._("Fri"),
            self.env._("Sat"),
            self.env._("Sun"),
        )

        def words(minute):
            day, rest = divmod(minute, dispatch.DAY)
            return f"{days[day % 7]} {rest // 60:02}:{rest % 60:02}"

        return ", ".join(f"{words(first)}–{words(last)}" for first, last in spans)

    @api.model
    def action_check(self):
        """Say which minutes of the week belong to nobody."""
        labels = self._selection_labels("call_kind")
        found = [
            f"{labels[kind]}: {self._in_words(spans)}"
            for (_company, kind), spans in self._gaps(self.env.companies).items()
        ]
        if not found:
            return notification(
                self.env._("Every minute of the week belongs to somebody.")
            )
        message = "\n".join([self.env._("Belongs to nobody:"), *found])
        return notification(message, kind="danger", sticky=True)

    @api.model
    def _routed_to(self, company, call_kind, moment, tables=None):
        """Return who is sent for a call at a naive UTC ``moment``.

        ``tables``: see ``_tables``, for whoever asks for many calls.

        A call that no window takes goes to the emergency crews: the safe side.
        """
        windows = (tables or self._tables(company))[company, call_kind]
        local = company._promise_local(moment or fields.Datetime.now())
        window = dispatch.window_at(windows, dispatch.minute_of_week(local))
        return window.key.routed_to if window else "emergency"
