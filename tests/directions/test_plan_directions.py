"""What the levers of the plan are for: each direction under the same seeds, in the invented country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from microcred.base.months import parse_month
from microcred.catalogue.dimensions import SIZES
from microcred.engine.columns.run import simulate
from microcred.outcomes.record import Finished
from microcred.scenario import load_scenario
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Shock
from microcred.world.states import Count, Gauge, Status, Sum
from microcred.world.tables import World
from tests.directions.compare import SEEDS, START, counted, country, gauged, runs, share, summed, unchanged
from tests.directions.test_directions import changed

RURAL = FrozenMap({"setting": ("rural",)})
URBAN_PLACES = [0, 2, 4]
RURAL_PLACES = [1, 3, 5]
LAST_YEAR = slice(-12, None)


def worlds(done: Sequence[Finished]) -> list[World]:
    """The tables at the end of each run."""
    found = []
    for one in done:
        assert isinstance(one.world, World)
        found.append(one.world)
    return found


def open_at_small(done: Sequence[Finished]) -> int:
    """Programmes open at small institutions at the end, of all seeds."""
    total = 0
    for world in worlds(done):
        programmes = world.programmes[: world.nation[0]["programmes"]]
        small = world.institutions["size"][programmes["institution"]] == SIZES.index("small")
        total += int((small & (programmes["status"] == Status.OPEN)).sum())
    return total


def test_cheaper_certification_keeps_small_providers() -> None:
    """4.8: under a mandate a certificate at a tenth of its cost leaves more programmes at small institutions."""
    dear = runs(changed(("certification_mandate", 1.0), ("certification_cost", 5.0)))
    cheap = runs(changed(("certification_mandate", 1.0), ("certification_cost", 0.1)))
    assert open_at_small(cheap) > open_at_small(dear)


def test_rural_infrastructure_closes_the_gap_and_begins_in_the_countryside() -> None:
    """4.1, M15: more rural people apply, the gap of adoption narrows, and nothing moves in cities before that."""
    before, after = unchanged(), runs(changed(("infrastructure_spend", 400.0), where=RURAL))
    gaps = []
    for done in (before, after):
        held = np.asarray(sum(one.record.holders[-1] for one in done))
        gaps.append(held[RURAL_PLACES].sum() / held[URBAN_PLACES].sum())
    assert gaps[1] > gaps[0]
    aware = [np.asarray(sum(one.record.aware[country().spin_up :] for one in done)) for done in (before, after)]
    differs = aware[1] != aware[0]
    first = [int(np.flatnonzero(differs[:, places].any(axis=1))[0]) for places in (RURAL_PLACES, URBAN_PLACES)]
    assert START - country().start <= first[0] < first[1]


def allied(seed: int, *levers: str) -> Finished:
    """China's allied organisations from 2026 on; standards are national, so one small province shows them."""
    sets = ["alliance = { from = '2026-01', value = 0.8 }", *levers]
    plan = load_scenario("cn_baseline", sets=sets, regions=["630000"])
    return simulate(replace(plan, spin_up=12, targets=()), seed)


def test_surveys_sharpen_what_is_developed() -> None:
    """4.7: with surveys about as many new standards cover more of 100 shortage occupations: fewer duplicates."""
    for seed in SEEDS:
        blind, surveyed = allied(seed), allied(seed, "survey_interval = { from = '2026-01', value = 3 }")
        covered = [float(one.record.gauges[-1, Gauge.COVERED]) for one in (blind, surveyed)]
        standards = [float(one.record.gauges[-1, Gauge.CERTIFICATES]) for one in (blind, surveyed)]
        assert covered[1] >= covered[0] + 3.0
        assert abs(standards[1] / standards[0] - 1.0) < 0.02


def satisfied(done: Sequence[Finished]) -> float:
    """Share of the last year's hires with which the employer is satisfied."""
    return share(counted(done, Count.HIRES_SATISFIED)[LAST_YEAR], counted(done, Count.HIRES)[LAST_YEAR])


def test_renewal_minima_and_partners_satisfy_employers() -> None:
    """4.6, 4.11: content kept new, practice, projects and partners: more employers are satisfied."""
    levers = ("renewal_interval", 12.0), ("renewal_minimum", 0.3), ("practice_minimum", 0.3), ("project_minimum", 0.4)
    assert satisfied(runs(changed(*levers, ("alliance", 1.0)))) > satisfied(unchanged())


def test_the_fast_channel_covers_sooner() -> None:
    """4.7: with allies and a fast channel more occupations are covered than by the usual way."""
    usual = runs(changed(("alliance", 1.0)))
    fast = runs(changed(("alliance", 1.0), ("development_time", 4.0)))
    assert (
        gauged(fast, Gauge.COVERED).sum()
        > gauged(usual, Gauge.COVERED).sum()
        > gauged(unchanged(), Gauge.COVERED).sum()
    )


def test_the_exit_rule_hits_the_weak_and_spares_most_others() -> None:
    """4.12: of weak programmes a much larger part is revoked than of sound ones, of which few are."""
    revoked, all_of = {True: 0, False: 0}, {True: 0, False: 0}
    for world in worlds(runs(changed(("exit_rule", 1.0), ("survey_interval", 3.0)))):
        programmes = world.programmes[: world.nation[0]["programmes"]]
        for weak in (True, False):
            mine = programmes[programmes["weak"] == weak]
            all_of[weak] += mine.size
            revoked[weak] += int((mine["status"] == Status.REVOKED).sum())
    rates = {weak: revoked[weak] / all_of[weak] for weak in (True, False)}
    assert rates[True] > 2.0 * rates[False]
    assert rates[False] < 0.1


def recognised(*entries: tuple[str, float]) -> float:
    """Mean recognition of the credentials held at the end."""
    done = runs(changed(*entries)) if entries else unchanged()
    return float(summed(done, Sum.RECOGNITION)[-1]) / float(summed(done, Sum.CREDENTIALS)[-1])


def test_registry_and_platform_raise_recognition() -> None:
    """4.9: a platform alone, and a registry of certified programmes above certification alone."""
    assert recognised(("platform", 1.0)) > recognised()
    mandate = ("certification_mandate", 1.0), ("certification_capacity", 4.0)
    assert recognised(*mandate, ("registry", 1.0)) > recognised(*mandate) > recognised()


def test_developing_competes_with_certifying() -> None:
    """4.9: the same organisations do both, so that many standards in development lengthen the queue."""
    queue = gauged(runs(changed(("certification_mandate", 1.0))), Gauge.QUEUE)
    longer = gauged(runs(changed(("certification_mandate", 1.0), ("alliance", 1.0))), Gauge.QUEUE)
    assert longer.sum() > queue.sum()


def test_a_fiscal_cut_suspends_programmes_which_return_with_the_money() -> None:
    """4.8: while the grant is gone more programmes rest than otherwise; once it is back most of them teach again."""
    cut = Shock("fiscal_cut", parse_month("2025-07"), parse_month("2026-06"), 1.0)
    before, after = unchanged(), runs(replace(country(), shocks=(cut,)))
    resting = [counted(done, Count.PROGRAMMES_SUSPENDED).sum(axis=1) for done in (before, after)]
    more = resting[1] - resting[0]
    start = cut.start - country().start
    assert not more[:start].any()
    assert more[start + 11] > 0
    assert more[-1] < 0.5 * more[start : start + 13].max()
