"""Settings of a company in which the ORM does more than a writer of rows can."""

from odoo.tools import SQL

# Whose code in posting invoices is known, and done by the writer as they do it.
KNOWN_MODULES = {
    *("account", "analytic", "base", "gas_billing", "gas_customer", "l10n_cn"),
    *("mail", "portal", "product", "queue_job", "sequence", "web"),
}
METHODS = ("_post", "action_post", "create", "write", "_compute_name")


def obstacles(journal, taxes, date):
    """Yield why invoices of ``journal`` with ``taxes`` on ``date`` go by the ORM."""
    env, company = journal.env, journal.company_id
    if journal.restrict_mode_hash_table:
        yield env._("Journal %s secures its entries with a hash.", journal.name)
    if journal.currency_id and journal.currency_id != company.currency_id:
        yield env._("Journal %s is in another currency.", journal.name)
    if (journal.invoice_reference_type, journal.invoice_reference_model) != (
        "invoice",
        "odoo",
    ):
        yield env._("Journal %s has payment references of its own.", journal.name)
    if company._get_violated_lock_dates(date, bool(taxes), journal):
        yield env._("The books are locked on %s.", date)
    for tax in taxes:
        parts = tax.invoice_repartition_line_ids.filtered("factor_percent")
        if (
            tax.amount_type != "percent"
            or tax.include_base_amount
            or tax.analytic
            or tax.tax_exigibility != "on_invoice"
            or len(parts.filtered(lambda part: part.repartition_type == "tax")) != 1
        ):
            yield env._("Tax %s is not a plain percentage.", tax.name)
    yield from _foreign_code(env)


def _foreign_code(env):
    for model in ("account.move", "account.move.line"):
        cls = env.registry[model]
        for part in cls.__mro__:
            module = getattr(part, "_module", None)
            if module is None or module in KNOWN_MODULES:
                continue
            if found := [*_methods(part), *_stored(cls, module)]:
                yield env._(
                    "Add-on %(module)s has a part in it (%(names)s).",
                    module=module,
                    names=", ".join(sorted(found)),
                )
    if "base.automation" in env and env["base.automation"].sudo().search_count(
        [("model_id.model", "in", ("account.move", "account.move.line"))]
    ):
        yield env._("An automation rule watches invoices.")
    triggers = env.execute_query(
        SQL(
            """
            SELECT tgname FROM pg_trigger
             WHERE NOT tgisinternal
               AND tgrelid IN ('account_move'::regclass, 'account_move_line'::regclass)
            """
        )
    )
    for (name,) in triggers:
        yield env._("A trigger of the database watches invoices: %s.", name)


def _methods(part):
    """Yield the names of what a class adds to making, checking or posting invoices."""
    for name, value in vars(part).items():
        if name in METHODS or hasattr(value, "_constrains"):
            yield name


def _stored(cls, module):
    """Yield the stored columns of ``module`` that the ORM computes."""
    for field in cls._fields.values():
        if field.store and field.compute and field._module == module:
            yield field.name
