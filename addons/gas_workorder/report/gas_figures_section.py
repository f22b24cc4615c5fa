from typing import Any, NamedTuple

from odoo import models

from ..tools.figures import NOTHING

_PREFIX = "gas.figures."


class Period(NamedTuple):
    """Days and a place that figures are about; a hand-over is about now."""

    company: Any  # res.company
    station: Any  # gas.area, or none of them: all of the company
    start: Any = None  # naive UTC
    end: Any = None

    @property
    def place(self):
        """Return the domain of records with a company and a station."""
        place = [("company_id", "=", self.company.id)]
        if self.station:
            place.append(("station_id", "=", self.station.id))
        return place

    def within(self, name):
        """Return the domain of what has its field ``name`` in [start, end[."""
        return [(name, ">=", self.start), (name, "<", self.end)]

    def clock(self, moment):
        """Return a moment (naive UTC) as the clock of the company showed it."""
        if not moment:
            return NOTHING
        return f"{self.company._promise_local(moment):%m-%d %H:%M}"


class GasFiguresSection(models.AbstractModel):
    """A section of the reports of the dispatch centre, told by who owns the facts.

    Each section is an abstract model that inherits this one and is called
    ``gas.figures.<section>``. Its rows are frozen as they are and never looked up
    again: cells are whole numbers or words, and of customers there is nothing.
    """

    _name = "gas.figures.section"
    _description = "Section of a Report"

    # Its place in the report, and among what a shift hands over.
    _report_rank = 100
    _hand_over_rank = 100

    def _sections(self):
        """Return {section: model} in the order of the report."""
        base = self.env.registry[self._name]
        found = [
            (kind._report_rank, name)
            for name, kind in self.env.registry.items()
            if issubclass(kind, base) and kind is not base
        ]
        return {
            name.removeprefix(_PREFIX): self.env[name] for _rank, name in sorted(found)
        }

    def _title(self):
        """Return what stands above the table."""
        raise NotImplementedError

    def _headings(self):
        """Return {column: heading}, in their order."""
        raise NotImplementedError

    def _rows(self, period):
        """Return [{column: cell}] of ``period``, in few queries."""
        raise NotImplementedError

    def _summary_headings(self):
        """Return {column: heading} of what the overview has of this section."""
        return {}

    def _summary(self, period, rows):
        """Return {column: number} for the overview; ``rows``: those of ``_rows``."""
        return {}

    def _open_lines(self, period):
        """Yield what the next shift has to know, in words."""
        yield from ()
