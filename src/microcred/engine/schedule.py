"""The stages of a month, written once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the month.

    Attributes
    ----------
    number
        Place in the month.
    name
        Name of the stage, and of its function in both engines.
    what
        What happens in it.
    settles
        Does it take part in the spin-up, which settles learners, jobs, seats and queues only?
    """

    number: int
    name: str
    what: str
    settles: bool


STAGES: tuple[Stage, ...] = (
    Stage(1, "policy", "levers take their values of the month; shocks; budgets are filled in January", True),
    Stage(2, "infrastructure", "digital access of every place moves toward its ceiling", False),
    Stage(3, "demand", "vacancies open, expire and were filled; premiums follow; technology ages content", True),
    Stage(4, "development", "partnerships end and form; credential standards finish, lapse and start", False),
    Stage(5, "provision", "institutions open, resize, suspend, resume and close programmes", True),
    Stage(6, "renewal", "programmes are reviewed and comply with minima", False),
    Stage(7, "certification", "programmes apply and are certified; registry; articulation rules", False),
    Stage(8, "learning", "cohorts move on every three months; decisions, awareness, admission, study, exam", True),
    Stage(9, "hiring", "holders find jobs; employers are satisfied or not", True),
    Stage(10, "survey", "surveys and inspections, reputation, exit rule", True),
    Stage(11, "award", "demonstration projects are named each January", False),
    Stage(12, "observe", "outcomes are recorded", True),
)
