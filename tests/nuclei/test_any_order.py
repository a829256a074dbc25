"""Households that enter, leave, change, exit the program and come back in any order, held against days counted one by
one: never in two nuclei on a day, never more than a nucleus holds, and refused exactly where that would be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from winay.core.clock import now
from winay.core.errors import Refused
from winay.enrolment.models import Enrolment
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.journeys.cycles import undo_exit
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import counts_on, last_membership
from winay.nuclei.services.memberships import (
    join_nucleus,
    leave_nucleus,
    move_to_nucleus,
    take_back_join,
    undo_leave,
    undo_move,
)
from winay.nuclei.terms import LeaveWhy

pytestmark = pytest.mark.django_db
DAY, WHY = timedelta(days=1), scene.WHY
HOUSEHOLDS, MOST, LAST = 4, (1, 2), 30
NEVER = LAST + 10
HOUSEHOLD, NUCLEUS, WHEN = st.integers(0, HOUSEHOLDS - 1), st.integers(0, 1), st.integers(1, LAST)


@dataclass
class Time:
    """A stay as the model keeps it: days from `since` until before `until`."""

    nucleus: int
    since: int
    until: int = NEVER
    why: str = ""


@dataclass
class Model:
    """What should be true, by household."""

    times: dict[int, list[Time]] = field(default_factory=lambda: {one: [] for one in range(HOUSEHOLDS)})
    ends: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(HOUSEHOLDS), NEVER))

    def days(self, household: int, time: Time) -> set[int]:
        return set(range(time.since, min(time.until, self.ends[household])))

    def full(self, nucleus: int, day: int, but: Time | None = None) -> bool:
        there = ((h, t) for h, some in self.times.items() for t in some if t.nucleus == nucleus and t is not but)
        return sum(day in self.days(h, t) for h, t in there) >= MOST[nucleus]

    def apart(self, household: int, since: int, *, but: Time | None = None) -> bool:
        """Whether nothing that was told of the household holds a day from `since` on, be the program over by then or
        not: an exit may be taken back."""
        return not any(t.until > max(since, t.since) for t in self.times[household] if t is not but)

    def fits(self, household: int, time: Time) -> bool:
        """Whether a stay could be added: on a day of the program, nowhere else, with room on each of its days."""
        mine, nowhere_else = self.days(household, time), self.apart(household, time.since)
        return bool(mine) and nowhere_else and not any(self.full(time.nucleus, day) for day in mine)

    def fits_again(self, household: int, time: Time) -> bool:
        """Whether a stay that ended could go on."""
        rest = self.days(household, Time(time.nucleus, time.until))
        room = not any(self.full(time.nucleus, day, but=time) for day in rest)
        return room and self.apart(household, time.until, but=time)


class Nuclei(RuleBasedStateMachine):
    made: scene.Formed
    nuclei: list[Nucleus]

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def cycle(self, household: int) -> Enrolment:
        return Enrolment.objects.get(pk=self.made.cycles[household].pk)

    def last(self, household: int) -> tuple[Time, Membership] | None:
        times = self.model.times[household]
        if not times:
            return None
        rows = Membership.objects.filter(enrolment=self.made.cycles[household]).select_related("enrolment")
        return times[-1], rows.latest("pk")

    def on(self, day: int):
        return self.made.on + day * DAY

    def tried(self, may: bool, verb: Callable[[], object]) -> bool:
        """Do it: it must be refused exactly where the model says so."""
        try:
            with transaction.atomic():
                verb()
        except Refused as refused:
            assert not may, refused
            return False
        assert may, "should have been refused"
        return True

    def act(self) -> dict:
        return {"by": self.made.ana, "at": now()}

    @rule(household=HOUSEHOLD, nucleus=NUCLEUS, day=WHEN)
    def joins(self, household, nucleus, day):
        time = Time(nucleus, day)
        done = self.tried(
            self.model.fits(household, time),
            lambda: join_nucleus(
                nucleus=self.nuclei[nucleus], enrolment=self.cycle(household), on=self.on(day), **self.act()
            ),
        )
        if done:
            self.model.times[household].append(time)

    @rule(household=HOUSEHOLD, day=WHEN)
    def leaves(self, household, day):
        if (found := self.last(household)) is None:
            return
        time, row = found
        may = time.until == NEVER and time.since < day < self.model.ends[household]
        verb = lambda: leave_nucleus(membership=row, why=LeaveWhy.MOVED_HOME, on=self.on(day), **self.act())  # noqa: E731
        if self.tried(may, verb):
            time.until, time.why = day, "moved_home"

    @rule(household=HOUSEHOLD, nucleus=NUCLEUS, day=WHEN)
    def changes(self, household, nucleus, day):
        if (found := self.last(household)) is None:
            return
        time, row = found
        new = Time(nucleus, day)
        may = time.until == NEVER and time.since < day < self.model.ends[household] and nucleus != time.nucleus
        if may:
            time.until = day
            may = self.model.fits(household, new)
            time.until = NEVER
        verb = lambda: move_to_nucleus(membership=row, to=self.nuclei[nucleus], on=self.on(day), **self.act())  # noqa: E731
        if self.tried(may, verb):
            time.until, time.why = day, "other_nucleus"
            self.model.times[household].append(new)

    @rule(household=HOUSEHOLD)
    def never_was_there(self, household):
        if (found := self.last(household)) is None:
            return
        time, row = found
        if self.tried(time.until == NEVER, lambda: take_back_join(membership=row, why=WHY, **self.act())):
            time.until, time.why = time.since, "mistake"

    @rule(household=HOUSEHOLD)
    def had_not_left(self, household):
        if (found := self.last(household)) is None:
            return
        time, row = found
        self._returned(household, time, lambda: undo_leave(membership=row, why=WHY, **self.act()))

    def _returned(self, household: int, time: Time, verb: Callable[[], object]) -> None:
        may = time.until != NEVER and time.why != "mistake" and self.model.fits_again(household, time)
        if self.tried(may, verb):
            time.until, time.why = NEVER, ""

    @rule(household=HOUSEHOLD)
    def had_not_changed(self, household):
        times = self.model.times[household]
        if len(times) < 2 or times[-2].why != "other_nucleus" or times[-2].until != times[-1].since:
            return
        (new, row), old = self.last(household), times[-2]  # type: ignore[misc]
        may = new.until == NEVER
        if may:
            new.until = new.since
            may = self.model.fits_again(household, old)
            new.until = NEVER
        if self.tried(may, lambda: undo_move(membership=row, why=WHY, **self.act())):
            new.until, new.why, old.until, old.why = new.since, "mistake", NEVER, ""

    @rule(household=HOUSEHOLD, day=WHEN)
    def exits(self, household, day):
        if self.model.ends[household] == NEVER:
            end_enrolment(enrolment=self.cycle(household), reason=ExitReason.NO_TIME, on=self.on(day), **self.act())
            self.model.ends[household] = day

    @rule(household=HOUSEHOLD)
    def had_not_exited(self, household):
        ended = self.model.ends[household]
        if ended == NEVER:
            return
        self.model.ends[household] = NEVER
        for time in self.model.times[household]:
            back = range(max(ended, time.since), time.until)
            if any(self.model.full(time.nucleus, day, but=time) for day in back):
                never = ended <= time.since
                time.until, time.why = (time.since, "mistake") if never else (ended, "place_taken")
        undo_exit(enrolment=self.cycle(household), why=WHY, **self.act())

    @invariant()
    def every_day_is_as_counted(self):
        pks = [one.pk for one in self.nuclei]
        for day in (0, 1, 2, 7, 15, 16, LAST, LAST + 5):
            told = counts_on(pks, self.on(day))
            for number, pk in enumerate(pks):
                expected = sum(
                    t.nucleus == number and day in self.model.days(h, t)
                    for h, some in self.model.times.items() for t in some
                )  # fmt: skip
                assert told.get(pk, 0) == expected <= MOST[number]
        for household, some in self.model.times.items():
            taken = [day for time in some for day in self.model.days(household, time)]
            assert len(taken) == len(set(taken))


def test_in_any_order(db):
    made = scene.formed(0, enrolment.ground(), least=1, most=MOST[0])
    made.cycles = [enrolment.enrolled(made.ground) for _ in range(HOUSEHOLDS)]
    other = scene.nucleus(made.ground, formed_on=made.on, name="Wiñay Llaqta", least=1, most=MOST[1])
    machine = type("Machine", (Nuclei,), {"made": made, "nuclei": [made.nucleus, other]})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=checks),
    )
    assert last_membership(made.nucleus, made.cycles[0].public_id) is None
