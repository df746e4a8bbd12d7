"""Write docs/findings.md and its pictures from stored runs: what the plan for China reaches, by what, and at what cost.

``python docs/findings.py [FOLDER]`` reads the runs stored in a folder (results/findings) and makes those that are
missing; ``--replicates`` and ``--draws`` say how many. No number of the page is typed by hand. To try it out:
``--regions 630000 --out FOLDER`` keeps a small province and writes the page elsewhere; stored runs without incomes, or
without the funnel, give a page without them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from findings_checks import facts, idle
from findings_effects import RURAL, part_rows, saved, shocks_by_year, variants
from findings_money import first_year, levers_by_cost, payers, price_without_the_dearest, prices, refused
from findings_people import fifths, funnel_groups, funnel_steps, gainers
from findings_tables import CENTRAL, DIMENSIONS, HINDCAST, PLAN, SHOCKS, SINGLE, TODAY, scenario_of, selected
from findings_targets import conditional, meanings, projects, reached, together

from microcred import __version__
from microcred.analysis.funnels import funnel_changes
from microcred.analysis.groups import groups
from microcred.analysis.parts import find_parts
from microcred.analysis.validation import scenario_file
from microcred.effort import usual_processes
from microcred.options import resolved
from microcred.present.conditional import write_conditional
from microcred.present.curves import write_curves
from microcred.present.effects import write_groups, write_parts
from microcred.present.folder import pending_folder
from microcred.present.funnel_change import funnel_change_figure, has_funnel
from microcred.present.money import payer_figure
from microcred.present.page import write_figure
from microcred.present.stored import open_result
from microcred.result import CHANCE, PARAMETERS_AND_CHANCE, Result
from microcred.run import run
from microcred.scenario.model import Scenario

HERE = Path(__file__).resolve().parent
STORED = HERE.parent / "results" / "findings"


def page(central: Result, ensemble: Result, hindcast: Result) -> str:
    """The whole page."""
    parts = find_parts(selected(central, CENTRAL).scenarios)
    assert parts is not None, "the stored runs lack the dimensions"
    sets = ensemble.provenance["parameter_sets"]
    replicates = central.provenance["replicates"]
    late = variants(central, [f"{PLAN}_two_years_late", *(f"{PLAN}_{one}" for one in SHOCKS)], PLAN)
    single = variants(central, SINGLE, TODAY, RURAL)
    plan = scenario_of(ensemble, PLAN)
    last = plan.end // 12
    return f"""<!-- Written by docs/findings.py from stored runs: run it again instead of editing this page. -->

# Findings: China's plan

What the model says of the plan, its parts, its cost and what hangs on unmeasured numbers. These are conditional
projections of a model in which many parameters are assumed; they are no forecasts. People counted:
{plan.pack.population_note}; one agent per person.

Written by `python docs/findings.py` with microcred {__version__} from stored runs: {sets} sets of parameters drawn
from their priors, one run each (bands: {PARAMETERS_AND_CHANCE}), and {replicates} replicates of {len(CENTRAL)}
scenarios with central parameters (bands: {CHANCE} alone). Central parameters are one set, each number at its best
guess: a target that it meets in every run may be met by few of the other sets, which are as possible. ± is the 90 %
interval of a mean over pairs of runs under the same seed; a chance's ± is its Monte Carlo error.

## What the plan reaches, and with what probability

![The plan against today's policy](images/findings_curves.png)

{reached(central, ensemble)}

\\* no survey asks there: the value is the true one, which nobody could know.

*Chance*: share of the runs that meet the target in the month of its deadline. *Runs that ever meet it*: how many
reach the value in any month, also after the deadline or only for a while, and the month by which half of these have
reached it for the first time; it is no date on which the plan as a whole is there.

{meanings(ensemble)}

{together(ensemble)}

{projects(ensemble)}

## What hangs on unmeasured numbers

Nobody has measured how well holders matched their jobs in {plan.start // 12}, nor how many employers were
satisfied. The two verdicts by what those levels may have been (rows of few runs say little):

![Verdicts by unmeasured levels](images/findings_conditional.png)

{conditional(ensemble)}

## Which parts do it

![The parts alone and together](images/findings_parts.png)

Each dimension alone on today's policy, all four summed, the plan, and each as the last one added (the plan less the
plan without it), at the end of {last}:

{part_rows(central, parts)}

## Late, and under shocks

The plan's own values at the end of {last}, and below them the differences of others to it:

{late}

A shock that is over by then shows little of itself there. Year by year from its first one on, the difference to the
plan and in brackets the plan's own value (suspended and open programmes: mean of the year; match rate: December;
examinees and cost: the year):

{shocks_by_year(central)}

{saved(central)}

## Single levers on today's policy

The values of today's policy at the end of {last}, and below them the differences to it; the last two columns are of
the countryside.

{single}

## What it costs whom

![Who bears the cost](images/findings_payers.png)

What each pays less what it receives, a year on average from {first_year(central)} to {last}; below zero is a surplus.
The sum is what leaves for suppliers, teachers for instance.

{payers(central)}

The dearest levers of the plan:

{levers_by_cost(central)}

What an additional completer (an examinee: who sits the exam) and an additional covered occupation cost, in yuan:
the difference in cost to today's policy over the difference in number. In all payers' cost, what one pays another
cancels. Deadweight is the share of all completers who would have come anyway; whom a lever reached is not recorded,
so the deadweight of its money is not known.

{prices(central)}

{price_without_the_dearest(central)}

{refused(central)}

## Who gains

![Who gains](images/findings_groups.png)

Holders per 1,000 people of working age at the end of {last}:

{gainers(central)}

A holder is counted in the segment of that month: students graduate as workers. {fifths(central)}

## From knowing to being hired, and why not

{funnel(central)}

## Which facts the model predicts, and which it fails to

*Counts*: no parameter was fitted to the fact and nothing of it was imposed. The others look back at years whose calls
for standards are imposed. Sources in brackets are the source paper's.

{facts(central, hindcast)}

[validation.md](validation.md) discusses each.

## Levers that did nothing

Levers ([levers.md](levers.md)) that a scenario of this page sets and that changed nothing in its runs, and why:

{idle(central)}
"""


def funnel(central: Result) -> str:
    """The section on the funnel."""
    both = selected(central, [TODAY, PLAN])
    if not has_funnel(both):
        return "The stored runs hold no funnel."
    return f"""![The funnel of the plan against today's](images/findings_funnel.png)

In the last twelve months, a year per 100,000 people of working age (aware: stock):

{funnel_steps(both)}

What keeps others away: by how many per cent more people would start to study if one thing alone fell away, all else
as it is and without what would follow; today's policy → the plan.

- price, time, lacking access: by how much more willing those would be who know of it and were seen deciding;
- no programme: if those who found none in reach were as willing as others of their kind;
- no seat, programme closed: who was refused for it, for each hundred admitted.

{funnel_groups(both)}"""


def pictures(central: Result, ensemble: Result, folder: Path) -> None:
    """Draw the pictures of the page."""
    folder.mkdir(exist_ok=True, parents=True)
    parts = find_parts(selected(central, CENTRAL).scenarios)
    assert parts is not None, "the stored runs lack the dimensions"
    write_curves(selected(ensemble, [PLAN, TODAY]), folder / "findings_curves.png")
    write_conditional(selected(ensemble, [PLAN, TODAY]), folder / "findings_conditional.png")
    write_parts(selected(central, CENTRAL), parts, folder / "findings_parts.png")
    write_figure(payer_figure(selected(central, [TODAY, PLAN])), folder / "findings_payers.png")
    several = selected(central, [TODAY, PLAN, *(f"{PLAN}_{one}" for one in DIMENSIONS)])
    write_groups(several, groups(several), folder / "findings_groups.png")
    both = selected(central, [TODAY, PLAN])
    if has_funnel(both):
        write_figure(funnel_change_figure(both, funnel_changes(both)), folder / "findings_funnel.png")


def stored(folder: Path, replicates: int, draws: int, regions: list[str] | None) -> tuple[Result, Result, Result]:
    """Read the runs, and make those that are missing."""

    def side_by_side(scenarios: Sequence[Scenario]) -> Result:
        return run(scenarios, replicates, workers=usual_processes(scenarios, replicates, "columns"))

    wanted = {
        "central": lambda: side_by_side([resolved(one, regions) for one in CENTRAL]),
        "ensemble": lambda: run([PLAN, TODAY], 1, regions=regions, parameters="prior", draws=draws),
        "hindcast": lambda: side_by_side([resolved(scenario_file(HINDCAST), regions)]),
    }
    for name, make in wanted.items():
        if not (folder / name).is_dir():
            sys.stderr.write(f"running {name}\n")
            with pending_folder(folder / name, name) as pending:
                pending.publish(make())
    central, ensemble, hindcast = (open_result(folder / name) for name in wanted)
    return central, ensemble, hindcast


def main(arguments: Sequence[str]) -> int:
    """Write the page and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=STORED, help="folder of the stored runs")
    parser.add_argument("--replicates", type=int, default=10)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--regions", help="codes of the regions to keep, to try the page out; else the whole country")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of the page and its pictures")
    given = parser.parse_args(arguments)
    regions = given.regions.split(",") if given.regions else None
    central, ensemble, hindcast = stored(given.folder, given.replicates, given.draws, regions)
    pictures(central, ensemble, given.out / "images")
    (given.out / "findings.md").write_text(page(central, ensemble, hindcast), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
