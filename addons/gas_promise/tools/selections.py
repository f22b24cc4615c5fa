"""Fields that offer the values of another model's field."""


def selection_of(model, name):
    """Return the ``selection`` of a field that offers what another one does."""
    return lambda records: records.env[model]._selection_values(name)
