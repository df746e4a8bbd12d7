"""The levers: what a policy may set, month by month, and what each value means.

Every value reaches the engine as one number: a switch as 0 or 1, a choice as its place among the choices, a
list of fields as 1 for the sectors and occupations on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

LeverKind = Literal["share", "count", "months", "hours", "yuan", "multiple", "strength", "switch", "choice", "fields"]


class LeverCode(IntEnum):
    """The levers in the order in which they are declared; the engine's tables are indexed by it."""

    SUBSIDY = 0
    LEVY_REIMBURSEMENT = 1
    LOAN = 2
    PUBLIC_GRANT = 3
    CERTIFICATION_COST = 4
    CERTIFICATION_SUPPORT = 5
    CERTIFICATION_CAPACITY = 6
    CERTIFICATION_MANDATE = 7
    ACADEMIC_REVIEW = 8
    INFRASTRUCTURE_SPEND = 9
    OUTREACH = 10
    LEARNER_SUPPORT = 11
    FRAGMENTED_STUDY = 12
    FRAMEWORK = 13
    HOURS_PER_CREDIT = 14
    CREDIT_TRANSFER = 15
    STACK_SIZE = 16
    STACK_ACCEPTANCE = 17
    PRIOR_LEARNING = 18
    REGISTRY = 19
    REGISTRY_GATE = 20
    PLATFORM = 21
    VERIFICATION = 22
    PRACTICE_MINIMUM = 23
    PROJECT_MINIMUM = 24
    RENEWAL_INTERVAL = 25
    RENEWAL_MINIMUM = 26
    SURVEY_INTERVAL = 27
    DEVELOPMENT_TIME = 28
    KEY_FIELDS = 29
    ALLIANCE = 30
    EVALUATION_SPREAD = 31
    PUBLIC_OPENNESS = 32
    COURSE_COMMITMENT = 33
    PAY_STEP = 34
    BADGES = 35
    ORDER_TRAINING = 36
    LOCAL_OPT_OUT = 37
    EXIT_RULE = 38
    DEMONSTRATION_QUOTA = 39


NOBODY = "nobody"
_GOVERNMENT = "government"
_INSTITUTIONS = "institutions"
#: Kinds of which a part makes sense; a switch is on or off, and surveys at half the interval are more, not fewer.
DIVISIBLE: frozenset[LeverKind] = frozenset({"share", "count", "yuan", "multiple", "strength"})


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that a policy may set.

    Attributes
    ----------
    name
        Key under ``[levers]``.
    kind
        Type of the value.
    unit
        Unit of the value.
    lower, upper
        Bounds of the value as a number.
    neutral
        The value without any policy.
    meaning
        What it does.
    rule
        Section of the model's description.
    payer
        Who pays.
    unit_cost
        Parameter that prices it; empty where the price follows from another flow of money.
    dimensions
        Dimensions by which it may be limited; empty if it holds everywhere or nowhere.
    requires
        Levers of which at least one must be set too: alone it does little and gives a warning.
    void_without
        Levers without all of which it can change nothing but who pays: a run in which none acts names it as idle.
    choices
        Names of a choice's values, in the order of their numbers.
    extra
        Further keys that an entry may have.
    whole
        True if only whole numbers make sense; such levers take no ramp.
    """

    name: str
    kind: LeverKind
    unit: str
    lower: float
    upper: float
    neutral: float
    meaning: str
    rule: str
    payer: str
    unit_cost: str = ""
    dimensions: frozenset[str] = frozenset()
    requires: tuple[str, ...] = ()
    void_without: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    whole: bool = False

    @property
    def code(self) -> LeverCode:
        """Place of the lever in the engine's tables."""
        return LeverCode[self.name.upper()]

    @property
    def costs(self) -> bool:
        """Whether anybody pays for it in the model, so that a budget can run out."""
        return self.payer != NOBODY

    @property
    def public(self) -> bool:
        """Whether the government pays for it, so that a fiscal cut takes its share of a budget."""
        return self.payer.startswith(_GOVERNMENT)

    @property
    def cut(self) -> bool:
        """Whether a fiscal cut moves its value toward neutral: what the government pays for, where half makes sense."""
        return self.public and self.kind in DIVISIBLE

    @property
    def may_ramp(self) -> bool:
        """Whether values between two others make sense."""
        return not self.whole and self.kind not in ("switch", "choice", "fields")


REGIONAL = frozenset({"macro_region", "region"})
PLACE = REGIONAL | {"setting"}
PEOPLE = PLACE | {"segment"}
INSTITUTION = PLACE | {"kind", "size"}
SUBJECT = frozenset({"sector", "occupation"})
PROGRAMME = INSTITUTION | SUBJECT | {"type"}
LEARNER = PEOPLE | PROGRAMME


def _share(
    name: str,
    unit: str,
    meaning: str,
    rule: str,
    payer: str,
    unit_cost: str,
    dimensions: frozenset[str],
    void_without: tuple[str, ...] = (),
) -> Lever:
    """Declare a share that is 0 without policy."""
    return Lever(
        name, "share", unit, 0.0, 1.0, 0.0, meaning, rule, payer, unit_cost, dimensions, void_without=void_without
    )


def _strength(
    name: str,
    meaning: str,
    rule: str,
    payer: str,
    unit_cost: str,
    dimensions: frozenset[str],
    requires: tuple[str, ...] = (),
    void_without: tuple[str, ...] = (),
) -> Lever:
    """Declare an intensity between 0 and 1 that is 0 without policy."""
    return Lever(
        name, "strength", "strength", 0.0, 1.0, 0.0, meaning, rule, payer, unit_cost, dimensions, requires, void_without
    )


def _switch(
    name: str,
    meaning: str,
    rule: str,
    payer: str,
    unit_cost: str,
    dimensions: frozenset[str],
    requires: tuple[str, ...] = (),
    extra: tuple[str, ...] = (),
) -> Lever:
    """Declare a switch that is off without policy."""
    return Lever(
        name, "switch", "true or false", 0.0, 1.0, 0.0, meaning, rule, payer, unit_cost, dimensions, requires,
        extra=extra,
    )  # fmt: skip


_ALL = (
    _share("subsidy", "share of the price", "share of a programme's price that the government pays", "4.3",
           _GOVERNMENT, "price", LEARNER),
    _share("levy_reimbursement", "share of the price, workers",
           "share of the price that workers get back from their employers' levy fund", "4.3",
           "employers' levy fund", "price", LEARNER),
    _share("loan", "share of the price deferred",
           "share of the price that the government advances; repaid out of the wage gain", "4.3, 4.10",
           "government (interest)",
           "loan_interest", LEARNER),
    Lever("public_grant", "yuan", "yuan per enrolled learner", 0.0, 100_000.0, 0.0,
          "grant to the institution for each enrolled learner", "4.8", _GOVERNMENT, "", PROGRAMME),
    Lever("certification_cost", "multiple", "multiple of today's cost", 0.0, 20.0, 1.0,
          "cost of a programme's third-party certification against today", "4.8, 4.9", _INSTITUTIONS,
          "certification_cost", PROGRAMME),
    _share("certification_support", "share of the certification cost",
           "share of the certification cost that the government pays", "4.8, 4.9", _GOVERNMENT,
           "certification_cost", PROGRAMME),
    Lever("certification_capacity", "multiple", "multiple of today's throughput", 0.0, 20.0, 1.0,
          "programmes that the evaluation organisations can certify in a month, against today", "4.9",
          "government, per certifier-month", "certifier_cost", frozenset({"macro_region"})),
    _switch("certification_mandate",
            "institutions must apply; from the deadline on uncertified programmes stop admitting", "4.9",
            _INSTITUTIONS, "mandate_cost", PROGRAMME, extra=("deadline",)),
    Lever("academic_review", "choice", "none, single or dual", 0.0, 2.0, 0.0,
          "reviews before a programme opens: months of delay, better starting quality", "4.8", _INSTITUTIONS,
          "academic_review_cost", PROGRAMME, choices=("none", "single", "dual")),
    Lever("infrastructure_spend", "yuan", "yuan per head and year", 0.0, 10_000.0, 0.0,
          "spending on digital infrastructure, which raises digital access", "4.1", _GOVERNMENT, "", PLACE),
    Lever("outreach", "multiple", "multiple of external influence", 0.0, 20.0, 1.0,
          "information campaigns, as a multiple of what people hear today", "4.2", "government, per head",
          "outreach_cost", PEOPLE),
    _strength("learner_support", "tutoring, personal or AI support of those who study", "4.5",
              "government or institution, per learner", "support_cost", LEARNER),
    _switch("fragmented_study", "hours add up over breaks: less time cost, fewer workers drop out",
            "4.3, 4.5", _INSTITUTIONS, "fragmented_cost", LEARNER),
    _switch("framework", "national qualification framework with one credit unit; phased in", "4.9",
            "government, per year", "framework_cost", REGIONAL),
    Lever("hours_per_credit", "hours", "hours", 1.0, 1_000.0, 40.0, "hours of study that count one credit",
          "4.9", NOBODY,
          void_without=("stack_acceptance",)),
    _strength("credit_transfer", "articulation rules between institutions: stacks convert, credits count",
              "4.9", _INSTITUTIONS, "transfer_cost", INSTITUTION, ("framework",),
              ("framework", "platform")),
    Lever("stack_size", "count", "credentials", 1.0, 100.0, 4.0,
          "credentials of a series that make a full stack", "4.9", NOBODY, whole=True,
          void_without=("stack_acceptance",)),
    _share("stack_acceptance", "share of full stacks accepted",
           "share of full stacks that a receiving institution accepts", "4.9", NOBODY, "", frozenset()),
    _switch("prior_learning", "prior learning opens admission to degree courses", "4.9", _INSTITUTIONS,
            "prior_learning_cost", PLACE),
    _switch("registry", "public list of issuers that are certified and read well", "4.9",
            "government, per issuer", "registry_cost", REGIONAL,
            ("certification_mandate", "certification_support", "certification_capacity")),
    _switch("registry_gate", "only registered issuers count across regions; phased in", "4.9", NOBODY, "",
            REGIONAL, ("registry",)),
    _switch("platform", "one national platform: reach, nationwide online offers; phased in", "4.2, 4.3, 4.9",
            "government, fixed and per learner", "platform_cost", frozenset()),
    _switch("verification", "digital verification of credentials", "4.9", _GOVERNMENT, "verification_cost",
            REGIONAL),
    _share("practice_minimum", "share of hours", "least share of practice in a programme", "4.6",
           _INSTITUTIONS, "minimum_cost", PROGRAMME),
    _share("project_minimum", "share of content", "least share of real enterprise projects in a programme",
           "4.6", _INSTITUTIONS, "minimum_cost", PROGRAMME),
    Lever("renewal_interval", "months", "months", 1.0, 120.0, 24.0, "time between reviews of the content",
          "4.6", _INSTITUTIONS, "programme_development_cost", PROGRAMME, whole=True),
    _share("renewal_minimum", "share of content per year", "least share of the content renewed each year",
           "4.6", _INSTITUTIONS, "programme_development_cost", PROGRAMME),
    Lever("survey_interval", "months", "months, 0 = none", 0.0, 24.0, 0.0,
          "time between surveys of employers: sharper demand, better reviews, evidence for the exit rule",
          "4.12", "government, per survey", "survey_cost", PROGRAMME, whole=True),
    Lever("development_time", "months", "months", 1.0, 60.0, 15.0,
          "time from the start of a standard to its credential", "4.7", "developers, dearer when fast",
          "development_cost", SUBJECT),
    Lever("key_fields", "fields", "list of sectors or occupations", 0.0, 1.0, 0.0,
          "fields that come first in the developers' queue", "4.7", NOBODY, "", SUBJECT),
    _strength("alliance", "enterprises ally: more standards are started, more partnerships form", "4.7, 4.11",
              "enterprises, government", "alliance_cost", REGIONAL | SUBJECT),
    _share("evaluation_spread", "share of evaluation capacity outside the east",
           "share of the evaluation capacity outside the east, where the data pack has less", "4.7, 4.9",
           "government, per organisation", "evaluation_spread_cost", frozenset()),
    _share("public_openness", "share of institutions",
           "share of institutions open to people outside school", "4.3", _INSTITUTIONS, "openness_cost",
           INSTITUTION),
    Lever("course_commitment", "months", "months", 0.0, 120.0, 0.0,
          "time that a programme must stay open once it has opened or resumed; a year is kept anyway",
          "4.8", _INSTITUTIONS, "commitment_cost",
          PROGRAMME, whole=True),
    Lever("pay_step", "yuan", "yuan a year per credential", 0.0, 100_000.0, 0.0,
          "rise of yearly pay that an employer grants for a credential, paid by the month",
          "4.3, 4.10", "employers", "", LEARNER),
    _share("badges", "share of issuers",
           "share of issuers whose credentials show on job sites", "4.9, 4.10", _INSTITUTIONS, "badge_cost",
           PROGRAMME),
    _share("order_training", "share of partners' hires", "share of partners' hires trained to order", "4.10",
           "enterprises", "order_training_cost", PROGRAMME),
    _share("local_opt_out", "share of regions", "share of regions that do not carry out the framework",
           "4.9", NOBODY, "", frozenset({"macro_region"}), ("framework",)),
    _switch("exit_rule", "programmes that leave employers dissatisfied are withdrawn", "4.12", _GOVERNMENT,
            "inspection_cost", PROGRAMME),
    Lever("demonstration_quota", "count", "programmes a year", 0.0, 10_000.0, 0.0,
          "national demonstration projects named each January", "4.12", "government, per project",
          "demonstration_award", frozenset(), void_without=("survey_interval",), whole=True),
)  # fmt: skip

LEVERS: Mapping[str, Lever] = MappingProxyType({lever.name: lever for lever in _ALL})
