"""Settings of a company in which the ORM does more than a writer of rows can."""

from odoo.tools import SQL

from . import foreign


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
    for module, names in foreign.overrides(env):
        yield env._(
            "Add-on %(module)s has a part in it (%(names)s).",
            module=module,
            names=", ".join(names),
        )
    yield from _watchers(env)


def _watchers(env):
    if "base.automation" in env and env["base.automation"].sudo().search_count(
        [("model_id.model", "in", foreign.MODELS)], limit=1
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
