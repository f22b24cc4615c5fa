from odoo import models

from ..tables import columns as cells

PREFIX = "gas.import."


class GasImportKind(models.AbstractModel):
    """A kind of file: its columns, and what becomes of its rows.

    Each kind is an abstract model that inherits this one and is called
    ``gas.import.<kind>``; users read its description. Add-ons extend a kind by
    ``_inherit``, as they do any model.

    ``run``: the import (gas.import) that reads a file, in whose company it happens.
    ``rows``: ``ImportRow`` of up to a thousand lines whose cells could be read.
    """

    _name = "gas.import.kind"
    _description = "Kind of Import"
    # {column: what the template calls it}
    _HEADERS = {}

    def _kinds(self):
        """Return ``[(kind, what users read)]`` of all there are.

        :raise ValueError: one is not called ``gas.import.<kind>``
        """
        registry, models_ = self.env.registry, self.env["ir.model"]
        base = registry[self._name]
        found = []
        for name, model in registry.items():
            if not issubclass(model, base) or model is base:
                continue
            kind = name.removeprefix(PREFIX).replace(".", "_")
            if self._name_of(kind) != name:
                raise ValueError(f"{name}: a kind of import is {PREFIX}<kind>")
            # Before its models are listed, an add-on has only its own words.
            found.append((kind, models_._get(name).name or model._description))
        return found

    def _name_of(self, kind):
        return PREFIX + kind.replace("_", ".")

    def _of(self, kind):
        """Return the model of ``kind``, as ``gas.import`` calls it."""
        return self.env[self._name_of(kind)]

    def _models(self):
        """Return the names of the models that rows become."""
        raise NotImplementedError

    def _columns(self, run):
        """Return the columns (``tables.columns.Column``), as in the template."""
        raise NotImplementedError

    def _resolve(self, run, rows, result):
        """Refuse rows, or say that they are there already (``row.present``).

        Finds what rows refer to, in few queries, and keeps it in ``row.values``.
        ``result``: ``ImportResult``, to find doubles in the file.
        """
        raise NotImplementedError

    def _create_rows(self, run, rows):
        """Create what ``rows`` stand for; what it raises refuses a row."""
        raise NotImplementedError

    def _column(self, name, parse, *other_headers, required=False):
        """Return the column ``name``, with its header of ``_HEADERS``."""
        header = self._HEADERS[name]
        return cells.Column(name, header, parse, required, other_headers)

    def _one_of(self, records):
        """Return a parser for one of ``records``, told by code or name.

        By its name in any language; a refusal lists those of the user's own.
        """
        labels = {record.code: record.id for record in records}
        for lang, _name in self.env["res.lang"].get_installed():
            labels.update({r.name: r.id for r in records.with_context(lang=lang)})
        return cells.choice(labels, records.mapped("name"))

    def _labels(self, model, name):
        """Return a parser for a selection field, told by its label in any language.

        A refusal lists the labels of the user's own.
        """
        labels = {}
        for lang, _name in self.env["res.lang"].get_installed():
            selection = model.with_context(lang=lang)._selection_values(name)
            labels.update({label: key for key, label in selection})
        shown = model._selection_values(name)
        return cells.choice(labels, [label for _key, label in shown])

    def _without_mail(self, model):
        """Return ``model`` without a message for each of a thousand records."""
        return self.env[model].with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )

    def _on_file(self, run, model, rows, *names, archived=True):
        """Return {code: record} of what the columns ``names`` of ``rows`` call.

        Of the company of ``run``, in one query; ``archived``: also what is archived.
        """
        codes = {row.values.get(name) for row in rows for name in names} - {None}
        found = (
            self.env[model]
            .with_context(active_test=not archived)
            .search(
                [
                    ("company_id", "=", run.company_id.id),
                    ("code", "in", [*codes]),
                ]
            )
        )
        return {record.code: record for record in found}

    def _compare_card(self, row, record, names):
        """Refuse ``row`` for what it tells otherwise than the card of ``record``.

        What is there already stays as it is; what a row leaves out agrees.
        """
        for name in names:
            stated_value, on_file = row.values.get(name), record[name]
            if isinstance(on_file, models.BaseModel):
                on_file = on_file.id
            if stated_value is not None and stated_value != on_file:
                row.refuse(
                    self._HEADERS[name],
                    self.env._(
                        "“%(card)s” is on file with “%(value)s”. An import does not "
                        "change it; open its card.",
                        card=record.display_name,
                        value=record._fields[name].convert_to_export(
                            record[name], record
                        ),
                    ),
                )
