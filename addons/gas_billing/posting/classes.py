"""Which invoices the ORM makes alike, but for amounts and names."""

from odoo.tools import SQL

PER_BILL = {"partner_id", "ref", "gas_contract_id", "invoice_line_ids"}
PER_LINE = {"name", "quantity", "price_unit"}
# Of the settings of a customer, those that never decide how he is invoiced.
IDENTITY = {
    *("commercial_partner_id", "create_uid", "write_uid", "gas_identity_kind"),
    *("gas_do_not_disclose", "gas_is_customer", "gas_station_id"),
}
SETTINGS = {"many2one", "selection", "boolean"}


def classes_of(vals_list, partners):
    """Return {class: [vals]}; ``partners``: of all of them, as ``settings_of`` has."""
    found = {}
    for vals in vals_list:
        lines = frozenset(
            tuple(sorted((k, repr(v)) for k, v in line.items() if k not in PER_LINE))
            for line in lines_of(vals)
        )
        shape = tuple((k, vals[k]) for k in sorted(vals.keys() - PER_BILL))
        key = (partners.get(vals["partner_id"]), shape, lines)
        found.setdefault(key, []).append(vals)
    return found


def lines_of(vals):
    """Return the values of the invoice lines of ``vals``."""
    return [command[2] for command in vals["invoice_line_ids"]]


def settings_of(partners):
    """Return {partner id: a digest of all settings}, of those without a family.

    Who has a parent or contacts is invoiced with their addresses: one by one.
    """
    names = sorted(
        field.name
        for field in partners._fields.values()
        if field.store
        and field.column_type
        and (field.type in SETTINGS or field.company_dependent)
        and field.name not in IDENTITY
    )
    partners.flush_model()
    rows = partners.env.execute_query(
        SQL(
            """
            SELECT id, md5(ROW(%(settings)s, vat IS NULL)::text)
              FROM res_partner partner
             WHERE id = ANY(%(ids)s)
               AND parent_id IS NULL
               AND NOT EXISTS (SELECT FROM res_partner WHERE parent_id = partner.id)
            """,
            settings=SQL(", ").join(map(SQL.identifier, names)),
            ids=list(partners.ids),
        )
    )
    return dict(rows)
