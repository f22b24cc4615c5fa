from odoo.tools import SQL

from .common import GasCase


class AuditCase(GasCase):
    """Shows that a rule of the audit finds what it is about."""

    def offenders(self, code):
        """Return {(model, id)} that break the rule ``code``."""
        rule = self.env["gas.audit"].search([("code", "=", code)])
        self.assertEqual(len(rule), 1, f"there is no rule {code}")
        return {each[:2] for each in rule._offenders().listed}

    def break_fact(self, query, *values):
        """Change what no call could: straight in the database."""
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def assertFound(self, code, record):
        self.assertIn((record._name, record.id), self.offenders(code))

    def assertBroken(self, code, record, assignment):
        """Show that the rule ``code`` holds for ``record``, until it is changed.

        ``assignment``: SQL of a changed column, as in "state = 'kept'".
        """
        self.assertNotIn((record._name, record.id), self.offenders(code))
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL(assignment),
                record.id,
            )
        )
        self.env.invalidate_all()
        self.assertFound(code, record)
