from odoo import models
from odoo.exceptions import AccessError

EXPORT_GROUP = "gas_customer.gas_customer_group_export"


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Let personal data of gas customers out by role only, and keep a record.

        Here and not on the customer: a list of meters reaches names and phones, too.
        """
        if self._exports_people(fields_to_export):
            if not (self.env.su or self.env.user.has_group(EXPORT_GROUP)):
                raise AccessError(
                    self.env._(
                        "Personal data of customers is exported by those who have "
                        "that right. Ask your manager for the list you need."
                    )
                )
            # Its log is written by nobody else.
            self.env["gas.export.log"].sudo().create(
                {
                    "model_id": self.env["ir.model"]._get_id(self._name),
                    "record_count": len(self),
                    "field_names": ", ".join(fields_to_export),
                    "company_id": self.env.company.id,
                }
            )
        return super().export_data(fields_to_export)

    def _exports_people(self, paths):
        """Say whether any of the exported ``paths`` tells of a gas customer."""
        return any(self._reaches_people(path.split("/")) for path in paths)

    def _tells_of_people(self, name):
        """Say whether the field ``name`` of any of ``self`` tells of a gas customer.

        A hook: each model says so of its own. ``name``: None where a path ends.
        """
        return False

    def _reaches_people(self, names):
        records = self
        for name in (*names, None):
            if records._tells_of_people(name):
                return True
            field = records._fields.get(name)
            if field is None or not field.relational:
                return False
            # Of those that are not to be read, the export itself complains.
            records = records.sudo()[name]
        return False
