"""Figures of reports: plain Python, no Odoo.

Cells are whole numbers or words: what is frozen reads the same for ever.
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


def minutes_until(start, end):
    """Return in which minute after ``start`` the ``end`` was, counted from 1.

    More than five is more than five minutes, be it by a second.

    >>> from datetime import datetime
    >>> at = lambda minute, second=0: datetime(2026, 1, 1, 8, minute, second)
    >>> minutes_until(at(0), at(5)), minutes_until(at(0), at(5, 1))
    (5, 6)
    >>> minutes_until(at(0), False)
    '–'
    """
    return -int(-(end - start).total_seconds() // 60) if end else NOTHING
