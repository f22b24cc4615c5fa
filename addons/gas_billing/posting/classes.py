"""Which invoices the ORM makes alike, but for amounts and names."""

import hashlib

from odoo.tools import SQL

# Of the settings of a customer, those that never decide how they are invoiced.
IDENTITY = {
    "commercial_partner_id",
    "create_uid",
    "write_uid",
    "gas_identity_kind",
    "gas_do_not_disclose",
    "gas_is_customer",
    "gas_station_id",
}
SETTINGS = {"many2one", "selection", "boolean"}
# Which rules of the analytic ledger name the customer or one of their categories.
_MODELS_OF_DISTRIBUTION = SQL(
    """
    ARRAY(
        SELECT model.id FROM account_analytic_distribution_model model
         WHERE model.partner_id = partner.id
            OR model.partner_category_id IN (
                SELECT category_id FROM res_partner_res_partner_category_rel
                 WHERE partner_id = partner.id)
         ORDER BY model.id
    )
    """
)


def class_of(draft, amounts, settings):
    """Return the name of the class of a draft: a digest that any worker comes to.

    ``settings``: of its customer, as ``settings_of`` has them.
    """
    lines = frozenset(
        (line.product_id, line.tax_ids, not amount.balance)
        for line, amount in zip(draft.lines, amounts.lines, strict=True)
    )
    # Not the built-in hash, which differs from process to process.
    return hashlib.md5(
        repr((settings, sorted(lines))).encode(), usedforsecurity=False
    ).hexdigest()


def settings_of(partners):
    """Return {partner id: a digest of all settings}, of those without a family.

    Who has a parent, or an address of its own for invoices or deliveries below, is
    invoiced with these: one by one.
    """
    partners.flush_model()
    rows = partners.env.execute_query(
        SQL(
            """
            SELECT id, %(digest)s
              FROM res_partner partner
             WHERE id = ANY(%(ids)s)
               AND parent_id IS NULL
               AND NOT EXISTS (
                   SELECT FROM res_partner child
                    WHERE child.parent_id = partner.id
                      AND child.type NOT IN ('contact', 'other'))
            """,
            digest=settings_digest(partners),
            ids=list(partners.ids),
        )
    )
    return dict(rows)


def settings_digest(partners):
    """Return the SQL of a digest of the settings of a row called ``partner``."""
    names = {
        field.name
        for field in partners._fields.values()
        if field.store
        and field.column_type
        and (field.type in SETTINGS or field.company_dependent)
        and field.name not in IDENTITY
    }
    positions = partners.env["account.fiscal.position"].sudo()
    if positions.search_count([("zip_from", "!=", False)], limit=1):
        names.add("zip")
    return SQL(
        "md5(ROW(%s, partner.vat IS NULL, %s)::text)",
        SQL(", ").join(SQL.identifier("partner", name) for name in sorted(names)),
        _MODELS_OF_DISTRIBUTION,
    )
