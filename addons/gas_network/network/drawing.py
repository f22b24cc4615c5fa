"""A schematic drawing of pipes as SVG. Plain Python, no Odoo."""

from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 900, 560, 40
_COLOURS = {"broken": "#c0392b", "zone": "#e67e22", "dead": "#f1c40f", "": "#7f8c8d"}


class Pipe(NamedTuple):
    """``start``, ``end``: (longitude, latitude); ``role``: a key of the colours."""

    start: tuple
    end: tuple
    role: str = ""


class Mark(NamedTuple):
    """``role``: "close" for a valve to be closed, "source", or ""."""

    place: tuple
    label: str
    role: str = ""


def drawing(pipes, marks):
    """Return an ``<svg>`` (Markup) of all of them, scaled to fit; labels are escaped.

    >>> svg = drawing([Pipe((0, 0), (2, 1), "broken")], [Mark((2, 1), "V<1>", "close")])
    >>> "V&lt;1&gt;" in svg, svg.count("<line")
    (True, 1)
    >>> drawing([], [])
    Markup('')
    """
    places = [p for pipe in pipes for p in (pipe.start, pipe.end)]
    places += [mark.place for mark in marks]
    if not places:
        return Markup("")
    west, east = min(x for x, _y in places), max(x for x, _y in places)
    south, north = min(y for _x, y in places), max(y for _x, y in places)
    scale = min(
        (WIDTH - 2 * MARGIN) / ((east - west) or 1),
        (HEIGHT - 2 * MARGIN) / ((north - south) or 1),
    )

    def spot(place):
        x, y = place
        return round(MARGIN + (x - west) * scale, 1), round(
            HEIGHT - MARGIN - (y - south) * scale, 1
        )

    parts = [_line(spot(pipe.start), spot(pipe.end), pipe.role) for pipe in pipes]
    parts += [_mark(spot(mark.place), mark) for mark in marks]
    return Markup('<svg viewBox="0 0 %s %s" class="w-100">%s</svg>') % (
        WIDTH,
        HEIGHT,
        Markup("").join(parts),
    )


def _line(start, end, role):
    return Markup(
        '<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"/>'
    ) % (*start, *end, _COLOURS[role], 6 if role == "broken" else 3)


def _mark(spot, mark):
    x, y = spot
    if mark.role == "close":
        shape = Markup(
            '<path d="M%s %s l18 -9 v18 l-18 -9 l-18 -9 v18 z" fill="#c0392b"/>'
        ) % (x, y)
    elif mark.role == "source":
        shape = Markup('<circle cx="%s" cy="%s" r="9" fill="#27ae60"/>') % (x, y)
    else:
        shape = Markup('<circle cx="%s" cy="%s" r="3" fill="#2c3e50"/>') % (x, y)
    label = Markup('<text x="%s" y="%s" font-size="14">%s</text>') % (
        x + 12,
        y - 10,
        mark.label,
    )
    return shape + label if mark.label else shape
