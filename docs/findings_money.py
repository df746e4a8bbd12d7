"""What the plan costs whom, and for what: tables of docs/findings.md."""

from __future__ import annotations

import math

from findings_tables import MILLION, PLAN, SINGLE, TODAY, scenario_of, selected, table, whole

from microcred.analysis.costs import COMPLETERS, costs, deadweight, first_change
from microcred.base.months import MONTHS_A_YEAR
from microcred.present.money import DWARFS, PAYERS, dwarfing, net_by_payer, spent_by_purpose
from microcred.result import Result


def first_year(central: Result) -> int:
    """The year in which the plan begins to differ from today's policy."""
    return first_change(scenario_of(central, TODAY), scenario_of(central, PLAN)) // MONTHS_A_YEAR


def payers(central: Result) -> str:
    """What each payer pays, net, from the plan's first year to the end, a year on average."""
    net = net_by_payer(central.ledger)
    rows = []
    for payer, label in PAYERS.items():
        cells = [label]
        for name in (TODAY, PLAN):
            own = net.loc[[name]].droplevel("scenario")
            cells.append(whole(own[own.index >= first_year(central)][payer].mean() / MILLION))
        rows.append(cells)
    return table(("who", "today's policy, million yuan a year", "plan"), rows)


def levers_by_cost(central: Result, most: int = 8) -> str:
    """The dearest levers of the plan."""
    spent = spent_by_purpose(central.ledger).loc[[PLAN]].droplevel("scenario")
    levers = spent[[name in central.scenarios[0].levers for name in spent.index]]
    total = levers.sum(axis=1).sort_values(ascending=False).head(most)
    rows = [
        (f"`{name}`", PAYERS[str(levers.loc[name].idxmax())], f"{value / MILLION:,.0f}")
        for name, value in total.items()
    ]
    return table(("lever", "paid by", "million yuan, all years"), rows)


def prices(central: Result) -> str:
    """Cost per additional completer and covered occupation."""
    found = costs(selected(central, [TODAY, PLAN, *SINGLE]))
    waste = deadweight(selected(central, [TODAY, PLAN, *SINGLE])).set_index(["scenario", "of"])["deadweight"]
    titles = {one.name: one.title for one in central.scenarios}
    rows = []
    for (name, added), own in found.groupby(["scenario", "added"], sort=False):
        by_payer = own.set_index("payer")
        cells = [titles[str(name)], f"{by_payer['added_mean'].iloc[0]:+,.0f} {added}"]
        for payer in ("public", "all"):
            each, error = by_payer.loc[payer, "cost_per_added"], by_payer.loc[payer, "cost_per_added_error"]
            cells.append(f"{each:,.0f} ± {error:,.0f}" if math.isfinite(each) else "nothing surely added")
        share = float(waste[str(name), "examinees"])
        cells.append(f"{share:.2f}" if added == COMPLETERS and math.isfinite(share) else "–")
        rows.append(cells)
    return table(
        ("scenario", "added since it began", "public cost of one more", "all payers' cost of one more", "deadweight"),
        rows,
    )


def refused(central: Result) -> str:
    """How many applications there are for each examinee."""
    came = deadweight(selected(central, [TODAY, PLAN])).set_index("of")
    texts = []
    for title, column in (("today's policy", "reference"), ("the plan", "policy")):
        applied, sat = float(came.loc["applications", column]), float(came.loc["examinees", column])
        texts.append(f"under {title} {applied / sat:.1f} ({applied:,.0f} for {sat:,.0f})")
    return (
        f"Applications for each examinee since {first_year(central)}: {', '.join(texts)}."
        " Whoever finds no seat, or gives up, may apply again; why applications fail:"
        " [below](#from-knowing-to-being-hired-and-why-not)."
    )


def price_without_the_dearest(central: Result) -> str:
    """Public cost of an additional completer when levers that dwarf all others are left out."""
    both = selected(central, [TODAY, PLAN])
    apart = dwarfing(both.ledger)
    if not apart:
        return ""
    net = net_by_payer(both.ledger[~both.ledger["purpose"].isin(apart)])["government"].groupby(level="scenario").sum()
    more = float(net.get(PLAN, 0.0) - net.get(TODAY, 0.0))
    added = costs(both).set_index(["added", "payer"]).loc[(COMPLETERS, "public"), "added_mean"]
    names = " and ".join(f"`{name}`" for name in apart)
    return (
        f"{names} is paid for everybody who lives where it reaches, whether they study or not, and costs more than"
        f" {DWARFS:.0f} times everything else together. Leaving out its cost, though not what it adds, the plan's"
        f" public cost is {more / float(added):,.0f} yuan for each additional completer."
    )
