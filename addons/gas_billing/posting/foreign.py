"""What add-ons that nobody here knows have added to invoices."""

MODELS = ("account.move", "account.move.line")
# Whose code in posting invoices is known, and done by the writer as they do it.
KNOWN_MODULES = {
    "account",
    "account_fleet",
    "analytic",
    "base",
    "gas_billing",
    "gas_customer",
    "gas_promise",
    "gas_workorder",
    "l10n_cn",
    "mail",
    "portal",
    "product",
    "queue_job",
    "sequence",
    "web",
}
METHODS = {"_post", "action_post", "create", "write", "_compute_name"}


def overrides(env):
    """Yield (add-on, [names]) of methods that take part in making invoices.

    Nobody can know what they do but by calling them: these invoices go by the ORM.
    """
    for model in MODELS:
        for part in _parts(env, model):
            if found := sorted(METHODS & vars(part).keys()):
                yield part._module, found


def computed(env, model):
    """Return the names of the stored columns that unknown add-ons compute."""
    return {
        name
        for name, field in env[model]._fields.items()
        if field.store and field.compute and field._module not in KNOWN_MODULES
    }


def complete(moves):
    """Do for posted ``moves`` what the ORM does for add-ons when records are made.

    Stored columns that they compute are computed, and what they demand is checked.

    :raise ValidationError: one of them does not hold
    """
    env = moves.env
    for model in MODELS:
        names = computed(env, model)
        checks = [
            name
            for part in _parts(env, model)
            for name, value in vars(part).items()
            if hasattr(value, "_constrains")
        ]
        if not names and not checks:
            continue
        records = moves
        if model == "account.move.line":
            records = env[model].search([("move_id", "in", moves.ids)])
        for name in names:
            env.add_to_compute(records._fields[name], records)
        records.flush_recordset(names)
        for name in checks:
            getattr(records, name)()


def _parts(env, model):
    """Yield the classes by which unknown add-ons extend ``model``."""
    for part in env.registry[model].__mro__:
        module = vars(part).get("_module")
        if module and module not in KNOWN_MODULES:
            yield part
