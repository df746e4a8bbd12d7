"""What must hold every month (model.md section 8, trust.md section 3): functions of a month that assert.

Tables are compared as one month left them with what the next month left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.rules.study import study_months
from microcred.world.policy import entries
from microcred.world.states import Count, Job, Mode, Segment, Stage, Standard, Status
from microcred.world.tables import CLASSES, Table
from tests.invariants.walk import Month

Law = Callable[[Month], None]

# From one month's end to the next: where a person with a record may stand then.
ALLOWED = {
    Stage.IDLE: {Stage.IDLE, Stage.APPLIED, Stage.LEFT},
    Stage.APPLIED: {Stage.STUDYING, Stage.IDLE, Stage.LEFT},
    Stage.STUDYING: {Stage.STUDYING, Stage.WAITING_EXAM, Stage.IDLE, Stage.LEFT},
    Stage.WAITING_EXAM: {Stage.WAITING_EXAM, Stage.IDLE, Stage.LEFT},
    Stage.LEFT: {Stage.LEFT},
}
# The same of a programme.
ALLOWED_STATUS = {
    Status.DEVELOPING: {Status.DEVELOPING, Status.OPEN},
    Status.OPEN: {Status.OPEN, Status.SUSPENDED, Status.CLOSED, Status.REVOKED},
    Status.SUSPENDED: {Status.SUSPENDED, Status.OPEN, Status.CLOSED, Status.REVOKED},
    Status.CLOSED: {Status.CLOSED},
    Status.REVOKED: {Status.REVOKED},
}
ALLOWED_STANDARD = {
    Standard.DEVELOPING: {Standard.DEVELOPING, Standard.IN_FORCE},
    Standard.IN_FORCE: {Standard.IN_FORCE, Standard.LAPSED},
    Standard.LAPSED: {Standard.LAPSED},
}
WEEKLY_HOURS = {
    Segment.STUDENT: "weekly_hours_student",
    Segment.WORKER: "weekly_hours_worker",
    Segment.OTHER: "weekly_hours_other",
}


def in_study(people: Table) -> Table:
    """People who study or wait for their exam."""
    return np.asarray(people[(people["stage"] == Stage.STUDYING) | (people["stage"] == Stage.WAITING_EXAM)])


def present(people: Table) -> Table:
    """People who did not leave."""
    return np.asarray(people[people["stage"] != Stage.LEFT])


def names_of(people: Table) -> npt.NDArray[np.int64]:
    """Block and rank of some people as one number each."""
    return (people["block"].astype(np.int64) << 32) | people["rank"]


def admitted_in(month: Month) -> Table:
    """Records of those who began to study this month; the newest ones were made by this."""
    old, new = month.before.people, month.after.people[: month.before.people.size]
    again = new[(old["stage"] == Stage.APPLIED) & (new["stage"] == Stage.STUDYING)]
    return np.concatenate([again, month.after.people[old.size :]])


def only_allowed(before: Table, after: Table, allowed: Mapping[Any, set[Any]], what: str) -> None:
    """Every row went from a state to one that may follow."""
    pairs = np.unique(np.stack([before, after[: before.size]]), axis=1).T
    for old, new in pairs.tolist():
        # The states are whole numbers: IntEnum members are found by their value.
        assert new in allowed[old], f"{what} went from {old} to {new}"


def chain(month: Month, row: int) -> list[int]:
    """Rows in `held` of the credentials of one person, the latest first."""
    tables = month.after
    person = tables.people[row]
    found = []
    last = int(person["last_held"]) if person["credentials"] > 0 else -1
    while last >= 0:
        found.append(last)
        last = int(tables.held[last]["previous"])
    return found


def i1_people(month: Month) -> None:
    """I1: people are conserved in every place; nobody is in two states; holders are aware, the aware are people."""
    pack = month.scenario.pack
    kept = sorted(r.code for r in pack.regions if month.scenario.regions is None or r.code in month.scenario.regions)
    of = {(place.region, place.setting): place.people for place in pack.places}
    expected = [of[code, setting] for code in kept for setting in ("urban", "rural")]
    record, i = month.record, month.index
    assert record.people[i].tolist() == expected
    blocks = month.after.blocks[~month.after.blocks["left"]]
    assert np.bincount(blocks["place"], weights=blocks["size"]).tolist() == expected
    assert (blocks["aware"] <= blocks["size"]).all()
    assert (blocks["holders"] <= blocks["aware"]).all()
    assert (month.after.aware_cell <= month.after.people_cell).all()
    assert record.aware[i].tolist() == np.bincount(blocks["place"], weights=blocks["aware"]).tolist()
    people, applicants = month.after.people, month.after.applicants
    names, waiting = names_of(people), names_of(applicants)
    assert np.unique(names).size == people.size, "one person has two records"
    assert np.unique(waiting).size == applicants.size, "one person applied twice"
    known = applicants["person"] >= 0
    assert np.isin(waiting, names).tolist() == known.tolist()
    assert np.array_equal(waiting[known], names[applicants["person"][known]])
    assert sorted(applicants["person"][known]) == np.flatnonzero(people["stage"] == Stage.APPLIED).tolist()
    for listed in (present(people), applicants):
        assert (listed["rank"] >= 0).all()
        assert (listed["rank"] < month.after.blocks["aware"][listed["block"]]).all(), "somebody acted unaware"
    states = [month.by_place(people[people["stage"] == stage]) for stage in Stage]
    assert (sum(states[:-1]) + month.by_place(applicants[~known]) <= record.aware[i]).all()


def i2_ledger(month: Month) -> None:
    """I2: accounts balance in every place and in the nation; no payment is negative; no budget is overdrawn."""
    ledger, outlays = month.record.ledger[month.index], month.record.outlays[month.index]
    assert ledger.dtype == np.int64
    assert outlays.dtype == np.int64
    assert (ledger >= 0).all()
    assert not outlays.sum(axis=1).any()
    net = ledger.sum(axis=(1, 2)) - ledger.sum(axis=(0, 2))
    assert outlays.sum(axis=0).tolist() == net.tolist()
    # -1 stands for "no budget".
    assert (month.after.remaining >= -1).all()
    for left, clause in zip(month.after.remaining.tolist(), entries(month.scenario), strict=True):
        assert left <= (-1 if clause.budget is None else clause.budget)


def i3_stages(month: Month) -> None:
    """I3: stages, states of programmes and of standards follow only one another as they may."""
    before, after = month.before, month.after
    only_allowed(before.people["stage"], after.people["stage"], ALLOWED, "a person")
    only_allowed(before.programmes["status"], after.programmes["status"], ALLOWED_STATUS, "a programme")
    only_allowed(before.credentials["status"], after.credentials["status"], ALLOWED_STANDARD, "a standard")
    fresh = after.people[before.people.size :]
    assert (fresh["stage"] == Stage.STUDYING).all(), "a record is made by an admission"
    waited = before.applicants[before.applicants["person"] < 0]
    assert np.isin(names_of(fresh), names_of(waited)).all(), "somebody was admitted who had not applied"
    assert (after.programmes["status"][before.programmes.size :] == Status.DEVELOPING).all()
    assert (after.credentials["status"][before.credentials.size :] == Standard.DEVELOPING).all()
    if not month.recorded:
        assert (after.programmes["status"] == Status.OPEN).all(), "supply rests while the world settles"


def i3_study(month: Month) -> None:
    """I3: study starts after an application, at an open programme, and lasts as long as its hours."""
    before, after = month.before, month.after
    old, new = before.people, after.people[: before.people.size]
    started = admitted_in(month)
    taught = after.programmes[started["programme"]]
    open_then = (taught["status"] == Status.OPEN) | (
        (taught["status"] == Status.REVOKED) & (taught["since"] == month.month)
    )
    assert open_then.all()
    assert not taught["barred"].any()
    wanted = dict(zip(names_of(before.applicants).tolist(), before.applicants["programme"].tolist(), strict=True))
    assert started["programme"].tolist() == [wanted[name] for name in names_of(started).tolist()]
    assert (started["since"] == month.month).all()
    segment = month.after.blocks["segment"][started["block"]]
    for person, hours, kind in zip(started, taught["hours"], segment, strict=True):
        weekly = month.scenario.parameters[WEEKLY_HOURS[Segment(kind)]]
        assert person["finish"] - month.month == study_months(float(hours), weekly)
    goes_on = (old["stage"] == Stage.STUDYING) & (new["stage"] == Stage.STUDYING)
    for field in ("programme", "since", "finish"):
        assert (new[field][goes_on] == old[field][goes_on]).all()
    assert (new["finish"][goes_on] > month.month).all(), "somebody studies on after the hours are done"
    done = (old["stage"] == Stage.STUDYING) & (new["stage"] != Stage.STUDYING) & (new["stage"] != Stage.LEFT)
    assert (old["finish"][done] == month.month).all(), "somebody stopped before the hours were done"


def i3_passes(month: Month) -> None:
    """I3: one credential more only after study of at least its duration there; none without a pass."""
    before, after = month.before, month.after
    size = before.people.size
    old, new = before.people, after.people[:size]
    gained = new["credentials"] - old["credentials"]
    assert set(np.unique(gained)) <= {0, 1}
    assert not after.people["credentials"][size:].any()
    won = gained == 1
    assert np.isin(old["stage"][won], (Stage.STUDYING, Stage.WAITING_EXAM)).all()
    assert (old["finish"][won] <= month.month).all()
    assert month.by_place(new[won]).tolist() == month.counts[:, Count.PASSES].tolist()
    assert after.held.size == before.held.size + won.sum()
    for row in np.flatnonzero(won).tolist():
        last = chain(month, row)[0]
        assert after.held[last]["programme"] == old["programme"][row]


def i4_flows(month: Month) -> None:
    """I4: cumulative counts never fall, and the number in study moves by exactly who comes and who goes."""
    counts, before = month.counts, month.counts_before
    flows = [count for count in Count if count not in STOCKS]
    assert (counts[:, flows] >= 0).all()
    completions = counts[:, Count.COMPLETIONS_CAMPUS] + counts[:, Count.COMPLETIONS_ONLINE]
    dropouts = counts[:, Count.DROPOUTS_CAMPUS] + counts[:, Count.DROPOUTS_ONLINE]
    gone = completions + dropouts + counts[:, Count.LEFT_STUDYING]
    moved = before[:, Count.STUDYING] + counts[:, Count.ADMITTED] - gone
    assert counts[:, Count.STUDYING].tolist() == moved.tolist()
    assert counts[:, Count.STUDYING].tolist() == month.by_place(in_study(month.after.people)).tolist()
    total = month.record.counts[: month.index + 1].sum(axis=0)
    ended = sum(total[:, c] for c in EXITS)
    assert (ended <= total[:, Count.ADMITTED]).all()
    assert (counts[:, Count.PASSES] <= completions).all()
    assert (counts[:, Count.EXCELLENT] <= counts[:, Count.PASSES]).all()
    assert (counts[:, Count.HIRES_SATISFIED] <= counts[:, Count.HIRES]).all()
    assert (counts[:, Count.HIRES_SHORTAGE] <= counts[:, Count.HIRES]).all()
    assert (counts[:, Count.SURVEYED_SATISFIED] <= counts[:, Count.SURVEYED]).all()
    # Every applicant of last month is admitted or refused, unless the whole block has left.
    applied = month.before.applicants
    stayed = applied[~month.after.blocks["left"][applied["block"]]]
    answered = sum(counts[:, c] for c in (Count.ADMITTED, Count.REFUSED_SEAT, Count.REFUSED_CLOSED))
    assert np.asarray(answered).tolist() == month.by_place(stayed).tolist()
    assert counts[:, Count.APPLICATIONS].tolist() == month.by_place(month.after.applicants).tolist()
    for count in (Count.PROGRAMMES_REVOKED, Count.PROGRAMMES_CLOSED):
        assert (counts[:, count] >= before[:, count]).all(), count.name


STOCKS = (
    Count.STUDYING,
    Count.EMPLOYED,
    Count.EMPLOYED_RECENT,
    Count.PROGRAMMES_OPEN,
    Count.PROGRAMMES_SUSPENDED,
    Count.PROGRAMMES_REVOKED,
    Count.PROGRAMMES_YEAR,
    Count.PROGRAMMES_CERTIFIED,
    Count.PROGRAMMES_LISTED,
    Count.PROGRAMMES_PARTNERED,
    Count.PROGRAMMES_AWARDED,
    Count.PROGRAMMES_ELIGIBLE,
    Count.PROGRAMMES_CLOSED,
)
EXITS = (Count.COMPLETIONS_CAMPUS, Count.COMPLETIONS_ONLINE, Count.DROPOUTS_CAMPUS, Count.DROPOUTS_ONLINE)


def i5_seats(month: Month) -> None:
    """I5: nobody without a seat; what a programme counts as enrolled is who studies there."""
    programmes = month.after.programmes
    studying = month.after.people[month.after.people["stage"] == Stage.STUDYING]
    there = np.bincount(studying["programme"], minlength=programmes.size)
    assert programmes["enrolled"].tolist() == there.tolist()
    assert (programmes["enrolled"] >= 0).all()
    assert (programmes["enrolled"] <= programmes["seats"]).all()
    status = month.counts[:, Count.PROGRAMMES_OPEN : Count.PROGRAMMES_REVOKED + 1].sum(axis=0)
    for index, state in enumerate((Status.OPEN, Status.SUSPENDED, Status.REVOKED)):
        assert status[index] == (programmes["status"] == state).sum()
    assert month.by_place(admitted_in(month)).tolist() == month.counts[:, Count.ADMITTED].tolist()


def i6_ranges(month: Month) -> None:
    """I6: shares lie in [0, 1], prices, vacancies and seats are not negative, nothing is missing."""
    after = month.after
    scenario = month.scenario
    ceiling = max(scenario.parameters["access_maximum"], *(place.access for place in scenario.pack.places))
    assert ((after.places["access"] >= 0) & (after.places["access"] <= ceiling)).all()
    for name in ("outdated", "practice", "project", "teaching"):
        assert ((after.programmes[name] >= 0) & (after.programmes[name] <= 1)).all(), name
    assert (after.programmes["price"] >= 0).all()
    assert (after.programmes["seats"] >= 1).all()
    assert (after.programmes["fixed_cost"] >= 0).all()
    assert set(np.unique(after.programmes["mode"])) <= {int(mode) for mode in Mode}
    assert ((after.careers["alignment"] >= 0) & (after.careers["alignment"] <= 1)).all()
    assert ((after.learners["support"] >= 0) & (after.learners["support"] <= 1)).all()
    assert set(np.unique(after.learners["fragmented"])) <= {0, 1}
    studying = np.flatnonzero(np.isin(after.people["stage"], (Stage.STUDYING, Stage.WAITING_EXAM)))
    assert sorted(after.learners["person"]) == studying.tolist(), "the lists and the records know other learners"
    assert (after.markets["vacancies"] >= 0).all()
    assert (after.markets["others_now"] >= 0).all()
    low, high = sorted((scenario.parameters["premium_low"], scenario.parameters["premium_high"]))
    assert ((after.occupations["premium"] >= low) & (after.occupations["premium"] <= high)).all()
    assert ((after.sectors["reputation"] >= 0) & (after.sectors["reputation"] <= 1)).all()
    for name in ("rule_share", "platform", "framework"):
        assert 0 <= after.nation[0][name] <= 1, name
    assert (after.blocks["hazard"] >= 0).all()
    assert (after.regions["exam_seats"] >= 0).all()
    assert np.isfinite(month.record.gauges[month.index]).all()
    assert (month.record.sums[month.index] >= 0).all()


def i7_credentials(month: Month) -> None:
    """I7, I8: credentials in people's lists, in the programmes' tables, in the places' counts are the same ones."""
    after, record, i = month.after, month.record, month.index
    programmes = after.programmes.size
    expected = np.zeros((programmes, CLASSES), dtype=np.int64)
    credentials = np.zeros(record.credentials.shape[1], dtype=np.int64)
    rows = np.flatnonzero((after.people["credentials"] > 0) & (after.people["stage"] != Stage.LEFT))
    place = month.place_of(after.people)
    for row in rows.tolist():
        own = chain(month, row)
        assert len(own) == after.people[row]["credentials"]
        taught = after.held["programme"][own]
        assert np.unique(after.programmes["credential"][taught]).size == len(own), "the same credential twice"
        np.add.at(expected, (taught, after.held["class_"][own]), 1)
        credentials[place[row]] += len(own)
    assert after.held_by_class.tolist() == expected.tolist()
    assert record.credentials[i].tolist() == credentials.tolist()
    holders = after.people[rows]
    assert record.holders[i].tolist() == month.by_place(holders).tolist()
    here = ~after.blocks["left"]
    assert np.bincount(holders["block"], minlength=here.size)[here].tolist() == after.blocks["holders"][here].tolist()
    assert (np.bincount(holders["block"], minlength=here.size)[~here] == 0).all()


def i7_partners(month: Month) -> None:
    """I7: partners that programmes have are partners that enterprises count, within what these can serve."""
    after = month.after
    partners = after.programmes["partner"][after.programmes["partner"] >= 0]
    assert np.bincount(partners, minlength=after.enterprises.size).tolist() == after.enterprises["partners"].tolist()
    assert (after.enterprises["partners"] <= after.enterprises["capacity"]).all()
    developing = after.credentials[after.credentials["status"] == Standard.DEVELOPING]
    counted = np.bincount(developing["organisation"], minlength=after.organisations.size)
    assert counted.tolist() == after.organisations["in_development"].tolist()


def i7_jobs(month: Month) -> None:
    """I7: only holders of a credential that counts for work seek or have a job, and those employed are counted so."""
    after = month.after
    assert after.people["career"][after.careers["person"]].tolist() == list(range(after.careers.size))
    working = after.careers[after.careers["job"] != Job.NONE]
    people = after.people[working["person"]]
    assert (people["credentials"] > 0).all()
    assert (people["stage"] != Stage.LEFT).all()
    assert (working["passed"] > 0).all()
    assert working["place"].tolist() == month.place_of(people).tolist()
    employed = working[working["job"] != Job.SEEKING]
    there = month.by_place(after.people[employed["person"]])
    assert there.tolist() == month.counts[:, Count.EMPLOYED].tolist()
    assert (employed["hired"] >= employed["passed"]).all()
    assert (month.after.blocks["segment"][people["block"]] != Segment.STUDENT).all()


LAWS: tuple[Law, ...] = (
    i1_people,
    i2_ledger,
    i3_stages,
    i3_study,
    i3_passes,
    i4_flows,
    i5_seats,
    i6_ranges,
    i7_credentials,
    i7_partners,
    i7_jobs,
)


def obey(months: Iterable[Month], laws: tuple[Law, ...] = LAWS) -> None:
    """Check laws in all months; a failure names law, month and what was found."""
    for month in months:
        for law in laws:
            try:
                law(month)
            except AssertionError as fault:
                fault.add_note(f"{law.__name__} in month {month.index} of the run")
                raise
