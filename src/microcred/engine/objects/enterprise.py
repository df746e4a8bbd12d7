"""Enterprises: partners of programmes, and employers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from microcred.rules.partnership import partnered_project

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.programme import Programme


class Enterprise(mesa.Agent):
    """An enterprise that serves a few programmes and judges those it hires from them."""

    def __init__(self, country: Country, index: int, row: Any) -> None:
        super().__init__(country)
        self.index = index
        self.sector = int(row["sector"])
        self.capacity = int(row["capacity"])
        self.partners = int(row["partners"])
        self.satisfied = int(row["satisfied"])
        self.hires = int(row["hires"])

    @property
    def has_room(self) -> bool:
        """Whether it can serve one more programme."""
        return self.partners < self.capacity

    def join(self, programme: Programme) -> None:
        """Become a programme's partner: real projects come into it."""
        self.partners += 1
        programme.partner = self
        gain = programme.country.p.partner_project_gain
        programme.project = partnered_project(programme.project, gain)
        programme.own_project = partnered_project(programme.own_project, gain)

    def leave(self, programme: Programme) -> None:
        """End a partnership."""
        self.partners -= 1
        programme.partner = None

    def employ(self, satisfied: bool) -> None:
        """Remember a hire from a programme that it serves."""
        self.hires += 1
        if satisfied:
            self.satisfied += 1
