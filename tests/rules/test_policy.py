"""The value of a lever for whoever asks (definitions.md, "A scenario file")."""

from __future__ import annotations

import numpy as np

from microcred.rules.policy import (
    ANY,
    SEGMENT_COLUMN,
    budget_clause,
    clause_below,
    differs,
    lever_clause,
    lever_value,
    looked_up,
    note_alike,
    note_answer,
    note_shade,
    settled,
    unknown,
)
from microcred.world.policy import ENTRY_ROW, LEVER_ROW, Policy

SUBSIDY, GRANT = 0, 1
RURAL, URBAN = 1, 0
STUDENT, WORKER = 0, 1


def policy_of(*, active: tuple[bool, ...] = (True, True, True)) -> Policy:
    """Subsidy .1; .3 for workers; then .5 in rural places. A grant of 400, and 600 in sector 1."""
    levers = np.zeros(2, dtype=LEVER_ROW)
    levers["base"], levers["first"], levers["last"] = [0.1, 400.0], [0, 2], [2, 3]
    levers["watched"] = True
    entries = np.zeros(3, dtype=ENTRY_ROW)
    entries["value"], entries["active"] = [0.3, 0.5, 600.0], active
    entries["deadline"] = entries["remaining"] = -1
    # Two places, two sectors and two occupations stand behind the fixed dimensions.
    places, sectors, occupations = (SEGMENT_COLUMN + 3 + 2 * row for row in range(3))
    reach = np.ones((3, occupations + 2), dtype=np.bool_)
    reach[0, SEGMENT_COLUMN : SEGMENT_COLUMN + 3] = [False, True, False]
    reach[1, places : places + 2] = [False, True]
    reach[2, sectors : sectors + 2] = [False, True]
    return Policy(levers, entries, reach, np.array([places, sectors, occupations]))


def subsidy(policy: Policy, place: int, segment: int) -> float:
    """What a learner's place and segment get."""
    return float(lever_value(policy, SUBSIDY, place, segment, 0, 0, 0, 0, 0))


def test_the_later_entry_counts_where_two_overlap() -> None:
    """The urban student gets the base, the urban worker .3, both in rural places .5.

    The later in the file counts.
    """
    policy = policy_of()
    assert subsidy(policy, URBAN, STUDENT) == 0.1
    assert subsidy(policy, URBAN, WORKER) == 0.3
    assert subsidy(policy, RURAL, WORKER) == 0.5
    assert subsidy(policy, RURAL, STUDENT) == 0.5
    assert lever_clause(policy, SUBSIDY, RURAL, WORKER, 0, 0, 0, 0, 0) == 1
    assert lever_clause(policy, SUBSIDY, URBAN, STUDENT, 0, 0, 0, 0, 0) == -1


def test_what_lies_below_returns_when_an_entry_rests() -> None:
    """Without the rural entry the rural worker has .3 and the rural student the base."""
    policy = policy_of(active=(True, False, True))
    assert subsidy(policy, RURAL, WORKER) == 0.3
    assert subsidy(policy, RURAL, STUDENT) == 0.1


def test_an_entry_acts_only_when_it_gave_the_value() -> None:
    """A lever that never changed anything is named in the output: an entry in the shade did not act."""
    policy = policy_of()
    subsidy(policy, RURAL, WORKER)
    assert policy.entries["acted"].tolist() == [False, True, False]
    subsidy(policy, URBAN, WORKER)
    assert policy.entries["acted"].tolist() == [True, True, False]
    assert not policy.levers["answered"].any()
    subsidy(policy, URBAN, STUDENT)
    assert policy.levers["answered"].tolist() == [True, False]


def test_an_entry_that_says_what_lies_beneath_does_not_act() -> None:
    """With .3 for workers and then .3 in rural places, the later changes nothing for workers, but for students it does.

    What lies beneath the rural worker's is the workers' entry, beneath the rural student's the base.
    """
    policy = policy_of()
    policy.entries["value"][1] = 0.3
    assert clause_below(policy, SUBSIDY, 1, RURAL, WORKER, 0, 0, 0, 0, 0) == 0
    assert clause_below(policy, SUBSIDY, 1, RURAL, STUDENT, 0, 0, 0, 0, 0) == -1
    assert not differs(policy, SUBSIDY, 1, 0)
    assert differs(policy, SUBSIDY, 1, -1)
    assert subsidy(policy, RURAL, WORKER) == 0.3
    assert not policy.entries["acted"].any()
    assert subsidy(policy, RURAL, STUDENT) == 0.3
    assert policy.entries["acted"].tolist() == [False, True, False]


def test_a_lever_is_watched_until_all_is_known() -> None:
    """The base value and both entries must have made a difference, or be unable to; then nothing is noted any more."""
    policy = policy_of()
    subsidy(policy, URBAN, STUDENT)
    subsidy(policy, RURAL, WORKER)
    assert unknown(policy, SUBSIDY)
    policy.entries["same"][0] = True
    assert not unknown(policy, SUBSIDY)
    policy.entries["same"][0] = False
    note_answer(policy, SUBSIDY, 0, URBAN, WORKER, 0, 0, 0, 0, 0)
    assert policy.entries["acted"].tolist() == [True, True, False]
    assert policy.levers["watched"].tolist() == [False, True]
    policy.entries["acted"] = False
    subsidy(policy, RURAL, WORKER)
    assert not policy.entries["acted"].any()


def test_entries_in_the_shade_are_marked() -> None:
    """A rural .3 after the workers' .3 differs from the base; a workers' .1 says what the base says.

    An entry at rest is not looked at. Two levers are watched until their base values were asked for.
    """
    policy = policy_of()
    policy.entries["value"] = [0.1, 0.3, 400.0]
    policy.entries["active"][2] = False
    assert note_shade(policy) == 2
    assert policy.entries["same"].tolist() == [True, False, False]
    policy.entries["value"][:2] = [0.3, 0.1]
    assert note_shade(policy) == 2
    assert policy.entries["same"].tolist() == [False, False, False]
    policy.levers["answered"], policy.entries["acted"] = True, [True, False, False]
    policy.entries["active"][1] = False
    assert note_shade(policy) == 0
    assert policy.levers["watched"].tolist() == [False, False]


def test_levers_that_give_everybody_the_same_are_marked() -> None:
    """Two limited subsidies tell askers apart, a grant at rest does not; nor does an entry that reaches everybody.

    Then everybody gets the base value, or what that entry gives.
    """
    policy = policy_of(active=(True, True, False))
    note_alike(policy)
    assert policy.levers["alike"].tolist() == [False, True]
    assert policy.levers["clause"].tolist() == [1, -1]
    assert policy.levers["worth"].tolist() == [0.5, 400.0]
    policy.reach[1] = True
    note_alike(policy)
    assert policy.levers["alike"].tolist() == [True, True]
    assert lever_clause(policy, SUBSIDY, URBAN, STUDENT, 0, 0, 0, 0, 0) == 1
    policy.entries["active"][1] = False
    note_alike(policy)
    assert policy.levers["alike"].tolist() == [False, True]
    assert policy.levers["worth"][SUBSIDY] == 0.3


def test_a_settled_lever_is_not_looked_up() -> None:
    """The same for everybody, and nothing to be noted: whoever asks gets what is known, and it is what they would find.

    While it is watched, or tells askers apart, each is looked up.
    """
    policy = policy_of(active=(True, True, False))
    note_alike(policy)
    assert not settled(policy, GRANT)
    assert looked_up(policy, GRANT, URBAN, ANY, 1, 0, 0, 0, 0) == 400.0
    assert policy.levers["answered"].tolist() == [False, True]
    assert settled(policy, GRANT)
    assert lever_value(policy, GRANT, URBAN, ANY, 1, 0, 0, 0, 0) == 400.0
    policy.levers["watched"] = False
    assert not settled(policy, SUBSIDY)
    assert subsidy(policy, URBAN, WORKER) == 0.3


def test_another_deadline_makes_a_difference() -> None:
    """A mandate that only moves the deadline of the one before it does act."""
    policy = policy_of()
    policy.entries["value"][1] = 0.3
    policy.entries["deadline"][1] = 24_300
    assert differs(policy, SUBSIDY, 1, 0)


def test_a_budget_is_that_of_the_entry_that_counts() -> None:
    """A payment for a rural worker counts against the rural entry, in a lever of which some entry keeps a budget.

    Where none does, nobody is looked up.
    """
    policy = policy_of()
    assert budget_clause(policy, SUBSIDY, RURAL, WORKER, 0, 0, 0, 0, 0) == -1
    policy.levers["limited"] = [True, False]
    assert budget_clause(policy, SUBSIDY, RURAL, WORKER, 0, 0, 0, 0, 0) == 1
    assert budget_clause(policy, SUBSIDY, URBAN, WORKER, 0, 0, 0, 0, 0) == 0
    assert budget_clause(policy, SUBSIDY, URBAN, STUDENT, 0, 0, 0, 0, 0) == -1
    assert budget_clause(policy, GRANT, URBAN, ANY, 1, 0, 0, 0, 0) == -1


def test_a_dimension_that_does_not_apply_never_excludes() -> None:
    """Asked without a sector, the grant of a sector's entry counts.

    Asked for the other sector, the base does.
    """
    policy = policy_of()
    assert lever_value(policy, GRANT, URBAN, ANY, 1, 0, 0, 0, 0) == 600.0
    assert lever_value(policy, GRANT, URBAN, ANY, 0, 0, 0, 0, 0) == 400.0
    assert lever_value(policy, GRANT, URBAN, ANY, ANY, ANY, ANY, ANY, ANY) == 600.0


def test_entries_of_other_levers_are_not_asked() -> None:
    """Each lever has its own range of entries."""
    policy = policy_of(active=(False, False, True))
    assert subsidy(policy, RURAL, WORKER) == 0.1
    assert lever_value(policy, GRANT, RURAL, ANY, 1, 0, 0, 0, 0) == 600.0
