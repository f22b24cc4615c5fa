from collections import defaultdict

from odoo import api, models, tools
from odoo.exceptions import UserError

# Carried by the context of code that notes what happened. A call from outside cannot
# have it: it is this object and not a value.
_BY_SERVER = object()


class Base(models.AbstractModel):
    """What a call may set: no field of ours that is noted, and no record unseen.

    ``readonly`` keeps a field from screens only. Here it keeps it from every call: what
    a field of our add-ons says that is read-only, is worked out or noted by the server
    (``_create_as_server``, ``_write_as_server``), whoever calls what. A field that is
    worked out unless the server enters it is not read-only to the ORM; it says
    ``gas_by_server=True``. And whoever names a record in a field must be able to read
    it: its name, its phone and what follows from it would be shown otherwise.
    """

    _inherit = "base"

    # Models of others whose records lie behind walls of ours say so; ours all do.
    _gas_walled = False

    def _create_as_server(self, vals_list):
        """Create records with what only the server notes, as the user may create."""
        model = self.with_context(gas_by_server=_BY_SERVER)
        return model.create(vals_list).with_env(self.env)

    def _write_as_server(self, vals):
        """Write what only the server notes, to records that the user may write."""
        return self.with_context(gas_by_server=_BY_SERVER).write(vals)

    def _let_in(self, *vals_list):
        """Check what a call sets; return ``self`` as the server, to add its own to it.

        For methods that extend ``create`` or ``write`` and note something with it.
        """
        if self._is_server():
            return self
        self._check_call(vals_list)
        return self.with_context(gas_by_server=_BY_SERVER)

    def _is_server(self):
        """Return whether the code that calls notes what happened."""
        return self.env.su or self.env.context.get("gas_by_server") is _BY_SERVER

    @api.model
    def _valid_field_parameter(self, field, name):
        return name == "gas_by_server" or super()._valid_field_parameter(field, name)

    @api.model
    @tools.ormcache()
    def _server_fields(self):
        """Return the names of the fields that no call sets (frozenset).

        A wizard keeps nothing, so what it shows read-only may be told to it.
        """
        if self._transient:
            return frozenset()
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and (field.readonly or getattr(field, "gas_by_server", False))
            and name not in models.MAGIC_COLUMNS
            and any(module.startswith("gas_") for module in field._modules)
        )

    @api.model
    @tools.ormcache()
    def _walled_fields(self):
        """Return {name: model} of the fields that name records behind walls."""
        return {
            name: field.comodel_name
            for name, field in self._fields.items()
            if field.relational
            and (field.store or field.inverse)
            and self._is_walled(field.comodel_name)
        }

    @api.model
    def _is_walled(self, model):
        """Return whether who may read one record of ``model`` may not read each."""
        if model.startswith("gas."):
            return True
        return model in self.env.registry and self.env.registry[model]._gas_walled

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_server():
            self._check_call(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_server():
            self._check_call([vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """Take no default for what the server notes from the context of a call."""
        noted = self._server_fields() & self._begun_with().keys()
        if not noted:
            return super().default_get(fields)
        context = dict(self.env.context)
        for name in noted:
            del context[f"default_{name}"]
        clean = self.with_env(self.env(context=context))
        return super(Base, clean).default_get(fields)

    def onchange(self, values, field_names, fields_spec):
        if not self._is_server():
            self._check_shown([self._begun_with(), values])
        return super().onchange(values, field_names, fields_spec)

    def _begun_with(self):
        """Return the values that the context of the call gives a new record (dict)."""
        return {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_")
        }

    def copy_data(self, default=None):
        """Leave out what only the server notes: a copy has not been through it."""
        vals_list = super().copy_data(default=default)
        if self._is_server():
            return vals_list
        noted = self._server_fields()
        return [
            {name: value for name, value in vals.items() if name not in noted}
            for vals in vals_list
        ]

    def _check_call(self, vals_list):
        """Check ``vals_list`` and what it creates or writes in records of lines."""
        for vals in vals_list:
            self._refuse_server_fields(vals)
        self._check_named([self._begun_with(), *vals_list])
        for lines, vals in self._lines_of(vals_list):
            lines._check_call([vals])

    def _refuse_server_fields(self, vals):
        """Refuse ``vals`` with a field that is not entered.

        :raise UserError: names the record, the fields and the way out
        """
        refused = self._server_fields() & vals.keys()
        if not refused:
            return
        # Who may not write at all is told that.
        self.check_access("write" if self else "create")
        labels = self.fields_get(refused, ["string"])
        raise UserError(
            self.env._(
                "%(record)s: this is noted by the system and is not entered: "
                "%(fields)s. Use the buttons of the form.",
                record=self[:1].display_name
                or self.env["ir.model"]._get(self._name).name,
                fields="、".join(
                    sorted(labels.get(name, {}).get("string", name) for name in refused)
                ),
            )
        )

    def _check_named(self, vals_list):
        """Check that the user may read each record that ``vals_list`` names.

        :raise AccessError: one of them lies behind a wall
        """
        walled = self._walled_fields()
        if not walled:
            return
        named = defaultdict(set)
        for vals in vals_list:
            for name in walled.keys() & vals.keys():
                named[walled[name]].update(_ids_in(vals[name]))
        for model, ids in named.items():
            if ids:
                self.env[model].browse(ids).check_access("read")

    def _check_shown(self, vals_list):
        """Check the records that an unsaved form names, those of its lines too."""
        self._check_named(vals_list)
        for lines, vals in self._lines_of(vals_list):
            lines._check_shown([vals])

    def _lines_of(self, vals_list):
        """Yield (record or none, vals) of each line that is created or written."""
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if not field or field.type not in ("one2many", "many2many"):
                    continue
                for command in value or ():
                    if isinstance(command, (list, tuple)) and command[0] in (0, 1):
                        line = command[1] if command[0] == 1 else None
                        yield self.env[field.comodel_name].browse(line), command[2]


def _ids_in(value):
    """Return the ids that the value of a relational field names.

    >>> sorted(_ids_in(3)), sorted(_ids_in([(4, 5), (6, 0, [7, 8]), (0, 0, {})]))
    ([3], [5, 7, 8])
    >>> sorted(_ids_in({"id": 2, "display_name": "x"})), sorted(_ids_in(False))
    ([2], [])
    """
    if isinstance(value, models.BaseModel):
        yield from value.ids
    elif isinstance(value, dict):
        yield from _ids_in(value.get("id"))
    elif isinstance(value, int) and value is not True:
        if value:
            yield value
    elif isinstance(value, (list, tuple)):
        for command in value:
            if isinstance(command, int):
                yield command
            elif isinstance(command, (list, tuple)) and command[0] in (1, 4):
                yield from _ids_in(command[1])
            elif isinstance(command, (list, tuple)) and command[0] == 6:
                yield from command[2]
