"""The days of nuclei attacked behind the application's back, on whichever database this run uses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from tests.worlds import world
from winay.core.clock import now
from winay.enrolment.models import Enrolment
from winay.enrolment.services.cycles import end_enrolment, undo_end
from winay.enrolment.terms import ExitReason
from winay.nuclei.models import CentralMembership, CentralNucleus, Membership, Nucleus, StageMove
from winay.places.models import Place
from winay.programs.models import Version
from winay.programs.terms import StageKey

pytestmark = pytest.mark.django_db
DAY, WHY = timedelta(days=1), scene.WHY


made = world(scene.formed, 3, least=1, most=3)
"""A full nucleus."""


def refused(write) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        write()


def left(one, after, made, why="moved_home") -> None:
    ended = {"left_on": made.on + after * DAY, "left_why": why, "left_by": made.ana.public_id, "left_at": now()}
    Membership.objects.filter(pk=one.pk).update(**ended)


def stay(made, cycle, since, until=None, nucleus=None) -> Membership:
    ended = {} if until is None else {
        "left_on": made.on + until * DAY, "left_why": "mistake" if until == since else "moved_home",
        "left_by": made.ana.public_id, "left_at": now(),
    }  # fmt: skip
    with transaction.atomic():
        return Membership.objects.create(
            nucleus=nucleus or made.nucleus, enrolment=cycle, joined_on=made.on + since * DAY,
            recorded_by=made.ana.public_id, recorded_at=now(), **ended,
        )  # fmt: skip


def test_a_full_nucleus_takes_nobody_in_on_any_day(made):
    late = enrolment.enrolled(made.ground)
    for since, until in ((0, None), (0, 1), (30, None), (30, 40)):
        refused(lambda s=since, u=until: stay(made, late, s, u))
    stay(made, late, 5, 5)  # one that never was takes no place
    first = Membership.objects.order_by("pk").first()
    left(first, 10, made)
    for since, until in ((9, None), (0, 30), (9, 10)):
        refused(lambda s=since, u=until: stay(made, late, s, u))
    stay(made, late, 10)
    refused(
        lambda: Membership.objects.filter(pk=first.pk).update(left_on=None, left_why="", left_by=None, left_at=None)
    )
    refused(lambda: left(first, 11, made))
    left(first, 9, made)


def test_an_earlier_comer_does_not_push_out_who_comes_later(made):
    first = Membership.objects.order_by("pk").first()
    left(first, 10, made)
    stay(made, enrolment.enrolled(made.ground), 20)
    late = enrolment.enrolled(made.ground)
    refused(lambda: stay(made, late, 12))
    refused(lambda: stay(made, late, 12, 21))
    stay(made, late, 12, 20)


def test_a_cycle_that_goes_on_again_needs_its_place(made):
    """The verb of enrolment alone, without the one that asks the nucleus first."""
    gone = made.cycles[0]
    end_enrolment(enrolment=gone, reason=ExitReason.NO_TIME, on=made.on + 10 * DAY, by=made.ana, at=now())
    stay(made, enrolment.enrolled(made.ground), 20, 30)
    refused(lambda: undo_end(enrolment=gone, why=WHY, by=made.ana, at=now()))
    refused(lambda: Enrolment.objects.filter(pk=gone.pk).update(ended_on=made.on + 21 * DAY))
    Enrolment.objects.filter(pk=gone.pk).update(ended_on=made.on + 20 * DAY)


def test_a_cycle_does_not_begin_after_its_days_in_a_nucleus(made):
    cycle = Enrolment.objects.filter(pk=made.cycles[0].pk)
    refused(lambda: cycle.update(enrolled_on=made.on + DAY))
    cycle.update(enrolled_on=made.on)


def test_nobody_is_in_a_nucleus_after_its_end(made):
    def close(after):
        return Nucleus.objects.filter(pk=made.nucleus.pk).update(
            closed_on=made.on + after * DAY, closed_why=WHY, closed_by=made.rosa.public_id, closed_at=now()
        )

    refused(lambda: close(50))
    some = list(Membership.objects.order_by("pk"))
    for one in some:
        left(one, 50, made)
    refused(lambda: close(49))
    close(50)
    late = enrolment.enrolled(made.ground)
    for since, until in ((10, None), (50, None), (60, 70)):
        refused(lambda s=since, u=until: stay(made, late, s, u))
    refused(lambda: left(some[0], 51, made))
    refused(lambda: stage(made, StageKey.IMPLEMENTATION, 50))
    stage(made, StageKey.IMPLEMENTATION, 49)


def stage(made, key, after, **more) -> StageMove:
    with transaction.atomic():
        return StageMove.objects.create(
            nucleus=made.nucleus, stage=key, began_on=made.on + after * DAY, recorded_by=made.rosa.public_id,
            recorded_at=now(), **more,
        )  # fmt: skip


def test_stages_stand_in_their_order_whoever_writes_them(made):
    one, two, three = StageKey
    refused(lambda: stage(made, two, 5))
    refused(lambda: stage(made, one, -1))
    first = stage(made, one, 10)
    refused(lambda: stage(made, three, 20))
    for after in (9, 10):
        refused(lambda a=after: stage(made, two, a))
    stage(made, two, 11)
    back = {"reversed_at": now(), "reversed_by": made.rosa.public_id, "reversed_why": WHY}
    refused(lambda: StageMove.objects.filter(pk=first.pk).update(**back))
    refused(lambda: StageMove.objects.filter(pk=first.pk).update(began_on=made.on + 9 * DAY))
    StageMove.objects.filter(stage=two).update(**back)
    refused(lambda: StageMove.objects.filter(stage=two).update(reversed_why="otra cosa"))
    StageMove.objects.filter(pk=first.pk).update(**back)
    stage(made, one, 3)


def central(made, code="0501", **more) -> CentralNucleus:
    facts = {
        "version": made.nucleus.version, "place": Place.objects.get(code=code), "name": f"NEC {code}",
        "formed_on": made.on, "formed_by": made.ana.public_id, "formed_at": now(),
    }  # fmt: skip
    return CentralNucleus.objects.create(**(facts | more))


def under(made, of, since=5, until=None) -> CentralMembership:
    ended = {} if until is None else {
        "until_on": made.on + until * DAY, "ended_by": made.ana.public_id, "ended_at": now(), "ended_why": WHY,
    }  # fmt: skip
    with transaction.atomic():
        return CentralMembership.objects.create(
            central=of, nucleus=made.nucleus, from_on=made.on + since * DAY, recorded_by=made.ana.public_id,
            recorded_at=now(), **ended,
        )  # fmt: skip


def test_a_central_groups_what_is_its_own_while_both_exist(made):
    one = central(made)
    other = Version.objects.get(program__key="haku-winay", key="2020.1")
    for strange in (central(made, "050102"), central(made, "0502"), central(made, version=other, name="otra")):
        refused(lambda s=strange: under(made, s))
    refused(lambda: under(made, one, -1))
    under(made, one, 5, 20)
    for since, until in ((0, 6), (19, None), (10, 12)):
        refused(lambda s=since, u=until: under(made, central(made, "050110", name=f"NEC {s}"), s, u))
    last = under(made, one, 20)

    def close(after):
        return CentralNucleus.objects.filter(pk=one.pk).update(
            closed_on=made.on + after * DAY, closed_why=WHY, closed_by=made.rosa.public_id, closed_at=now()
        )

    refused(lambda: close(30))
    CentralMembership.objects.filter(pk=last.pk).update(
        until_on=made.on + 30 * DAY, ended_by=made.ana.public_id, ended_at=now(), ended_why=WHY
    )
    close(30)
    refused(lambda: under(made, one, 31))


def test_what_a_membership_told_is_not_rewritten(made):
    one = Membership.objects.filter(pk=Membership.objects.order_by("pk").first().pk)
    other = scene.nucleus(made.ground, formed_on=made.on, name="Wiñay Llaqta", least=1, most=4)
    for change in ({"nucleus": other}, {"joined_on": made.on + DAY}, {"recorded_at": now()}):
        refused(lambda c=change: one.update(**c))
    refused(lambda: one.delete())
