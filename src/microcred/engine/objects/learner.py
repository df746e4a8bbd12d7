"""Learners: people with a record. They apply, study, sit exams, seek jobs, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose, normal_from
from microcred.base.errors import MicrocredError
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.person import Held, Person
from microcred.engine.objects.tuition import book_credential
from microcred.rules.access import saturating_access
from microcred.rules.hiring import in_occupation_probability
from microcred.rules.match import (
    drawn_requirement,
    job_requirement,
    match_now,
    match_probability,
    satisfied_probability,
)
from microcred.rules.study import completion_probability, logit, pass_probability, study_months
from microcred.world.accounts import Account, whole_cents
from microcred.world.states import Count, CredentialType, Funnel, Job, Mode, Segment, Stage
from microcred.world.tables import RING

if TYPE_CHECKING:
    from microcred.engine.objects.market import Market
    from microcred.engine.objects.programme import Programme
    from microcred.engine.objects.region import Region


STEP_OF = {
    Count.APPLICATIONS: Funnel.APPLIED,
    Count.ADMITTED: Funnel.ADMITTED,
    Count.REFUSED_SEAT: Funnel.REFUSED_SEAT,
    Count.REFUSED_CLOSED: Funnel.REFUSED_CLOSED,
    Count.DROPOUTS_CAMPUS: Funnel.DROPPED,
    Count.DROPOUTS_ONLINE: Funnel.DROPPED,
    Count.COMPLETIONS_CAMPUS: Funnel.SAT,
    Count.COMPLETIONS_ONLINE: Funnel.SAT,
    Count.PASSES: Funnel.PASSED,
    Count.HIRES: Funnel.HIRED,
    Count.HIRES_SHORTAGE: Funnel.HIRED_SHORTAGE,
}


class Learner(Person):
    """A person and the record that begins with the first application; subclass it to change what people do."""

    recorded = False
    job = Job.NONE
    finish = 0
    programme: Programme | None = None
    # The latest credential that counts for work: where it is from, how it was issued, its fit on the day.
    taught_by: Programme | None = None
    class_ = 0
    passed = 0
    hired = -1
    alignment = 0.0
    # What was paid for when the study began.
    support = 0.0
    fragmented = False
    # Cents of prices that were advanced and are not repaid yet.
    owed = 0

    @property
    def region(self) -> Region:
        """Where the person lives."""
        return self.place.region

    @property
    def studied(self) -> Programme:
        """The programme applied to, or studied, last."""
        assert self.programme is not None, "a record begins with an application"
        return self.programme

    @property
    def trained_by(self) -> Programme:
        """The programme of the credential that counts for work."""
        assert self.taught_by is not None, "only holders look for jobs"
        return self.taught_by

    def count(self, what: Count) -> None:
        """Count something at the person's place, and as a step of the funnel in the person's cell."""
        self.country.books.count(what, self.place.index)
        step = STEP_OF.get(what)
        if step is not None:
            self.country.books.note(step, self.place.index, int(self.segment), self.fifth)

    def turn(self, stage: Stage) -> None:
        """Change the stage."""
        self.stage = stage
        self.since = self.country.month

    # --- apply and study -----------------------------------------------------------------------------------

    def apply(self, programme: Programme) -> None:
        """Apply; the first application makes an agent of the person."""
        if not self.recorded:
            super(Person, self).__init__(self.country)
            self.recorded = True
            self.block.records[self.rank] = self
            self.country.learners.append(self)
        self.programme = programme
        self.turn(Stage.APPLIED)
        self.count(Count.APPLICATIONS)

    def draw_lot(self) -> bool:
        """Take a seat if one is left: study begins."""
        programme = self.studied
        if not programme.admits:
            self.count(Count.REFUSED_CLOSED)
            self.turn(Stage.IDLE)
            return False
        if programme.enrolled >= programme.seats:
            self.count(Count.REFUSED_SEAT)
            programme.year_refused += 1
            self.turn(Stage.IDLE)
            return False
        self.start_study(programme)
        return True

    def start_study(self, programme: Programme) -> None:
        """A seat is taken; study ends when its hours are done."""
        p = self.country.p
        weekly = (p.weekly_hours_student, p.weekly_hours_worker, p.weekly_hours_other)[self.segment]
        programme.enrolled += 1
        programme.year_enrolled += 1
        self.turn(Stage.STUDYING)
        self.finish = self.country.month + study_months(programme.hours, weekly)
        self.country.licence_income += 1.0
        self.count(Count.ADMITTED)

    def finish_study(self) -> None:
        """Who has done the hours frees the seat, and waits for the exam or drops out."""
        if self.stage is not Stage.STUDYING or self.finish > self.country.month:
            return
        self.studied.enrolled -= 1
        completes = self.luck(Purpose.COMPLETE) < self.checked(self.completion_chance(self.studied))
        self.turn(Stage.WAITING_EXAM)
        if not completes:
            self.drop_out()

    def checked(self, chance: float) -> float:
        """A probability as a subclass gives it: one that is none would pass for "always" or "never".

        Raises
        ------
        MicrocredError
            If it lies outside 0 to 1, or is no number.
        """
        if not 0.0 <= chance <= 1.0:
            name = type(self).__name__
            raise MicrocredError(f"{name}.completion_chance gave {chance}: a probability lies between 0 and 1")
        return chance

    def completion_chance(self, programme: Programme) -> float:
        """Probability to come as far as the exam."""
        p, online = self.country.p, programme.mode is Mode.ONLINE
        worker = self.segment is Segment.WORKER
        return completion_probability(
            logit(p.completion_online_reference if online else p.completion_campus),
            online,
            p.completion_access_slope,
            saturating_access(self.place.access, p.access_saturation),
            p.completion_ability,
            self.ability,
            p.completion_support,
            self.support,
            p.completion_fragmented,
            1.0 if self.fragmented and worker else 0.0,
        )

    def drop_out(self) -> None:
        """Give up study or waiting."""
        online = self.studied.mode is Mode.ONLINE
        self.count(Count.DROPOUTS_ONLINE if online else Count.DROPOUTS_CAMPUS)
        self.turn(Stage.IDLE)

    def come_to_exam(self) -> None:
        """Sit if the region has a seat left; too long a wait ends it."""
        if self.region.exam_seats > 0:
            self.region.exam_seats -= 1
            online = self.studied.mode is Mode.ONLINE
            self.count(Count.COMPLETIONS_ONLINE if online else Count.COMPLETIONS_CAMPUS)
            self.sit_exam()
        elif self.country.month - self.since >= self.country.p.exam_wait_limit:
            self.drop_out()

    def sit_exam(self) -> None:
        """One exam: a pass is a credential."""
        p = self.country.p
        self.turn(Stage.IDLE)
        chance = pass_probability(logit(p.pass_rate), p.pass_ability, self.ability)
        if self.luck(Purpose.PASS) >= chance:
            return
        self.count(Count.PASSES)
        if self.luck(Purpose.EXCELLENT) < p.excellent_share:
            self.count(Count.EXCELLENT)
        self.gain_credential(self.studied)

    def gain_credential(self, programme: Programme) -> None:
        """Hold the credential; unless it is one of interest only, it counts for work."""
        month = self.country.month
        programme.graduates += 1
        programme.last_graduate_month = month
        issued = 2 if programme.listed else 1 if programme.certified else 0
        class_ = 2 * issued + (programme.partner is not None)
        if not self.held:
            self.block.holders += 1
            self.block.holders_by_fifth[self.fifth] += 1
        self.held = (*self.held, Held(programme, programme.credential.series, class_))
        programme.held[class_] += 1
        book_credential(programme)
        if programme.type == CredentialType.INTEREST:
            return
        self.taught_by = programme
        self.class_ = class_
        self.alignment = programme.alignment()
        self.passed = month
        self.hired = -1
        self.job = Job.NONE if self.segment is Segment.STUDENT else Job.SEEKING

    # --- work ----------------------------------------------------------------------------------------------

    @property
    def employed(self) -> bool:
        """Whether a holder works, in the occupation or elsewhere."""
        return self.job is Job.IN_OCCUPATION or self.job is Job.ELSEWHERE

    @property
    def partnered(self) -> bool:
        """Whether the credential was issued by a programme with a partner."""
        return self.class_ % 2 == 1

    def graduate(self) -> None:
        """A student who became a worker starts to seek."""
        if self.segment is Segment.WORKER and self.job is Job.NONE and self.passed > 0:
            self.job = Job.SEEKING

    def match(self) -> float:
        """Match today; outside a job, the match that a job in the occupation would have."""
        p, month = self.country.p, self.country.month
        outside, inside = month - self.passed, 0
        if self.job is Job.IN_OCCUPATION:
            outside, inside = self.hired - self.passed, month - self.hired
        fit = p.transfer if self.job is Job.ELSEWHERE else 1.0
        half_life = self.trained_by.occupation.half_life
        return match_now(self.alignment, float(outside), float(inside), half_life, p.decay_incumbent, fit)

    def requirement(self) -> float:
        """Mean requirement of the jobs that the level of credential aims at."""
        p = self.country.p
        return job_requirement(p.requirement_mean, p.level_requirement_step, self.trained_by.level)

    def match_chance(self) -> float:
        """Probability that today's match meets the requirement of a job."""
        p = self.country.p
        return match_probability(self.match(), self.requirement(), p.requirement_spread, p.match_noise)

    def recognised(self) -> float:
        """Probability that an employer recognises the credential."""
        return self.trained_by.recognised_by_employers(self.class_ >= 2, self.class_ >= 4, self.partnered)

    def start_job(self, market: Market) -> None:
        """Start a job, in the occupation or elsewhere; the employer is satisfied or not."""
        country, p, programme = self.country, self.country.p, self.trained_by
        chance = p.in_occupation
        if self.partnered:
            lever, place = LeverCode.ORDER_TRAINING, self.place.index
            ordered = programme.ask(lever)
            cents = whole_cents(p.order_training_cost * ordered)
            if country.spend(lever, programme.asker, Account.EMPLOYER, Account.SUPPLIER, place, cents):
                chance = in_occupation_probability(p.in_occupation, ordered)
        inside = self.luck(Purpose.IN_OCCUPATION) < chance
        self.job = Job.IN_OCCUPATION if inside else Job.ELSEWHERE
        self.hired = country.month
        if inside:
            market.filled += 1.0
        self.count(Count.HIRES)
        if inside and programme.occupation.shortage:
            self.count(Count.HIRES_SHORTAGE)
        self.be_judged(programme)

    def be_judged(self, programme: Programme) -> None:
        """The employer compares match and requirement; programme and partner remember it."""
        country, p = self.country, self.country.p
        z = normal_from(self.luck(Purpose.REQUIREMENT))
        requirement = drawn_requirement(self.requirement(), p.requirement_spread, z)
        chance = satisfied_probability(p.satisfaction_constant, p.satisfaction_slope, self.match(), requirement)
        satisfied = self.luck(Purpose.SATISFIED) < chance
        slot = country.month % RING
        programme.hires[slot] += 1
        if satisfied:
            self.count(Count.HIRES_SATISFIED)
            programme.satisfied_hires[slot] += 1
        if programme.partner is not None:
            programme.partner.employ(satisfied)

    def leave(self) -> None:
        """Leave with the block, with seat and credentials."""
        if self.stage is Stage.LEFT:
            return
        if self.stage is Stage.STUDYING:
            self.studied.enrolled -= 1
        if self.stage is Stage.STUDYING or self.stage is Stage.WAITING_EXAM:
            self.count(Count.LEFT_STUDYING)
        for held in self.held:
            held.programme.held[held.class_] -= 1
            self.count(Count.CREDENTIALS_LOST)
        if self.held:
            self.count(Count.LEFT_HOLDERS)
        self.stage = Stage.LEFT
        self.owed = 0
        self.job = Job.NONE
        self.passed = 0
