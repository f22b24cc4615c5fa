"""Shaping of figures for the reports of the dispatch centre. Plain Python, no Odoo.

Figures are ``{section: [{column: number or words}]}``, numbers whole: what is frozen
reads the same for ever.
"""

NOTHING = "–"


def rate(kept, broken):
    """Return the share of promises that were kept, in percent, as words.

    >>> rate(2, 1), rate(5, 0), rate(0, 0)
    ('66.7 %', '100.0 %', '–')
    """
    return f"{100 * kept / (kept + broken):.1f} %" if kept + broken else NOTHING


def spread(rows, columns):
    """Return {key: {column: count}} of ``rows`` [(key, column, count)].

    Each key has all of ``columns``, and what falls into none of them is left out.

    >>> spread([("repair", "done", 2), ("repair", "odd", 1)], ("new", "done"))
    {'repair': {'new': 0, 'done': 2}}
    """
    found = {}
    for key, column, count in rows:
        counts = found.setdefault(key, dict.fromkeys(columns, 0))
        if column in counts:
            counts[column] += count
    return found


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
