"""Parameters of the ledger: what each lever costs somebody (model section 4.13)."""

from __future__ import annotations

from typing import Final

from microcred.catalogue.parameter import Parameter

ECONOMY: Final = (
    Parameter("survey_cost", "yuan per survey of a programme", 0.0, 10_000_000_000.0, "4.13",
              "paid by the government"),
    Parameter("inspection_cost", "yuan per inspection", 0.0, 10_000_000_000.0, "4.13",
              "paid by the government"),
    Parameter("outreach_cost", "yuan per head and year", 0.0, 10_000.0, "4.13",
              "each multiple above today's outreach"),
    Parameter("support_cost", "yuan per learner", 0.0, 10_000_000_000.0, "4.13",
              "learner support at full intensity"),
    Parameter("fragmented_cost", "yuan per learner", 0.0, 10_000_000_000.0, "4.13", "fragmented study"),
    Parameter("framework_cost", "yuan a year", 0.0, 10_000_000_000.0, "4.13",
              "running a qualification framework"),
    Parameter("registry_cost", "yuan per listed programme and year", 0.0, 10_000_000_000.0, "4.13",
              "registry"),
    Parameter("platform_cost", "yuan a year", 0.0, 10_000_000_000.0, "4.13", "national platform"),
    Parameter("platform_learner_cost", "yuan per learner", 0.0, 10_000_000_000.0, "4.13",
              "national platform"),
    Parameter("verification_cost", "yuan per credential", 0.0, 10_000_000_000.0, "4.13", "verification"),
    Parameter("badge_cost", "yuan per credential", 0.0, 10_000_000_000.0, "4.13", "badges"),
    Parameter("demonstration_award", "yuan per project", 0.0, 10_000_000_000.0, "4.13",
              "demonstration project"),
    Parameter("evaluation_spread_cost", "yuan per organisation and year", 0.0, 10_000_000_000.0, "4.13",
              "each organisation whose capacity is moved out of the east"),
    Parameter("certifier_cost", "yuan per certifier-month", 0.0, 10_000_000_000.0, "4.13",
              "added certification capacity"),
    Parameter("alliance_cost", "yuan per partnered programme and year", 0.0, 10_000_000_000.0, "4.13",
              "staff an enterprise lends to a programme"),
    Parameter("order_training_cost", "yuan per hire", 0.0, 10_000_000_000.0, "4.13", "training to order"),
    Parameter("openness_cost", "yuan per opened institution and year", 0.0, 10_000_000_000.0, "4.13",
              "opening to people outside school, beyond today's share"),
    Parameter("transfer_cost", "yuan per articulation rule and year", 0.0, 10_000_000_000.0, "4.13",
              "staff who assess credits"),
    Parameter("prior_learning_cost", "yuan per holder who is assessed", 0.0, 10_000_000_000.0, "4.13",
              "assessment of prior learning"),
    Parameter("mandate_cost", "yuan per uncertified programme", 0.0, 10_000_000_000.0, "4.13",
              "paperwork of a certification mandate"),
    Parameter("commitment_cost", "yuan per programme and month suspended late", 0.0, 10_000_000_000.0, "4.13",
              "keeping a course open that would have been suspended"),
)  # fmt: skip
