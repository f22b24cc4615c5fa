"""How the figures of a report of the dispatch centre are laid out."""

from odoo.addons.gas_workorder.tools.figures import NOTHING


def tables(figures, layout):
    """Return ``[(title, [heading], [[cell]])]``, as ``layout`` orders and names them.

    ``layout``: {section: (title, {column: heading})}. A section that it does not know
    comes last, under its own name, with all of its columns: nothing that was frozen is
    left unsaid.

    >>> tables({"b": [{"y": 1, "x": "?"}], "a": [{"k": 2, "code": "c"}]},
    ...        {"a": ("First", {"k": "Kept"}), "gone": ("No Such Section", {})})
    [('First', ['Kept'], [[2]]), ('b', ['x', 'y'], [['?', 1]])]
    """
    known = [section for section in layout if section in figures]
    found = []
    for section in known + sorted(figures.keys() - set(known)):
        rows = figures[section]
        names = sorted({name for row in rows for name in row})
        title, headings = layout.get(section, (section, {name: name for name in names}))
        cells = [[row.get(name, NOTHING) for name in headings] for row in rows]
        found.append((title, list(headings.values()), cells))
    return found
