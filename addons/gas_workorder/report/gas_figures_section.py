from odoo import models

_PREFIX = "gas.figures."


class GasFiguresSection(models.AbstractModel):
    """A table of what happened in some days, told by the add-on that owns the facts.

    Each section is an abstract model that inherits this one and is called
    ``gas.figures.<section>``. Reports freeze its rows as they are and never look them
    up again: cells are whole numbers or words, and of customers there is nothing.
    ``period``: ``tools.figures.Period``.
    """

    _name = "gas.figures.section"
    _description = "Section of a Report"

    # Its place among the tables, and among the lines that say what is open.
    _table_rank = 100
    _open_rank = 100

    def _sections(self):
        """Return {section: model} in the order of their tables."""
        base = self.env.registry[self._name]
        found = [
            (kind._table_rank, name)
            for name, kind in self.env.registry.items()
            if issubclass(kind, base) and kind is not base
        ]
        return {
            name.removeprefix(_PREFIX): self.env[name] for _rank, name in sorted(found)
        }

    def _open_lines_of_all(self, period):
        """Return what is open, in words, the gravest first (list of str)."""
        sections = self._sections().values()
        return [
            line
            for section in sorted(sections, key=lambda each: each._open_rank)
            for line in section._open_lines(period)
        ]

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
        """Yield what is open now, in words, for whoever takes over."""
        yield from ()
