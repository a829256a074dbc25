"""Deliveries through the verbs: by the plan in force, two witnesses, never beyond the order, complaints; and the
database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.asset_models import Complaint, Delivery, DeliveryLine, Technology
from winay.delivery.asset_rules import WitnessSaid, same_name
from winay.delivery.asset_terms import ComplaintEnd, Fullness, RejectWhy, WitnessRole
from winay.delivery.queries.assets import (
    complaints_of,
    deliveries_of,
    files_in_use,
    orders_of,
    totals_of,
)
from winay.delivery.queries.giving import given_to
from winay.delivery.services.assets import cure_shortage, reopen_complaint, reverse_delivery
from winay.delivery.services.deliveries import record_delivery
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.registry.terms import Kin, Sex

pytestmark = pytest.mark.django_db
DAY, GARDEN, STOVE, TODAY, WHY = scene.DAY, scene.GARDEN, scene.STOVE, people.today(), scene.WHY


of = world(scene.planned)


def refused(verb: Any, **told: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        verb(at=now(), **told)
    return scene.codes(no)


def try_to(of: scene.Planned, number: int = 0, item: str = GARDEN, **more: Any) -> list[str]:
    """What a delivery ten days after the approval is refused for."""
    one = of.home(number)
    facts = {key: more.pop(key) for key in ("receiver", "trainer", "by") if key in more}
    told = scene.said(one, item, **({"on": of.on + 10 * DAY} | more))
    base = {"by": of.ana, "receiver": one.enrolment.household.participant}
    return refused(record_delivery, membership=one, item=item, said=told, **(base | facts))


# ---- what may be delivered ------------------------------------------------------------------------------------------


def test_a_whole_kit_is_delivered_and_told_in_the_journal(of: scene.Planned) -> None:
    made = scene.delivered(of)
    assert made.modules == 1 and made.plan == of.plan and made.receiver_kin == Kin.PARTICIPANT
    given = given_to(of.home(), GARDEN, TODAY)
    assert given.fullness is Fullness.WHOLE and all(one.missing == 0 for one in given.ordered)
    line = parse_body(Line.objects.filter(verb="delivery.record_delivery").get().body)
    assert line.after["item"] == GARDEN and line.after["rejected"] == 0
    assert {kind for kind, _key in line.subjects} == {"delivery", "household", "nucleus", "place"}


def test_nothing_is_delivered_before_an_approved_plan_or_off_it(of: scene.Planned) -> None:
    assert try_to(of, on=of.on - DAY) == ["plans.no_plan_yet"]
    assert try_to(of, item="guinea_pigs") == ["plans.item_not_planned"]
    assert try_to(of, on=TODAY + DAY) == ["day_ahead"]
    assert not Technology.objects.exists() and not Delivery.objects.exists()


def test_several_deliveries_complete_an_order_and_none_goes_beyond_it(of: scene.Planned) -> None:
    half = scene.delivered(of, lines=scene.lines(of.home(), l0={"counted": 60_000}))
    given = given_to(of.home(), GARDEN, TODAY)
    assert given.fullness is Fullness.PART and given.ordered[0].missing == given.ordered[0].due - 60_000
    over = scene.lines(of.home(), l0={"counted": 41_000})
    assert try_to(of, lines=over) == ["beyond_order"]
    rest = scene.delivered(of, after=30, lines=scene.lines(of.home()))
    assert given_to(of.home(), GARDEN, TODAY).fullness is Fullness.WHOLE
    assert half.technology == rest.technology
    assert try_to(of) == ["nothing_came"]


def test_an_earlier_delivery_may_be_told_later(of: scene.Planned) -> None:
    scene.delivered(of, after=40, lines=scene.lines(of.home(), l0={"counted": 60_000}))
    late = scene.delivered(of, after=5)
    rows, total = deliveries_of(of.made.nucleus)
    assert total == 2 and rows[-1] == late
    assert given_to(of.home(), GARDEN, TODAY).fullness is Fullness.WHOLE


def test_two_witnesses_who_are_neither_the_receiver_nor_each_other(of: scene.Planned) -> None:
    participant = of.home().enrolment.household.participant
    assert participant is not None
    own = WitnessSaid(
        f"{participant.surname_1} {participant.given_names} {participant.surname_2}".upper(), WitnessRole.MEMBER
    )
    first, second = scene.WITNESSES
    assert try_to(of, witnesses=(first,)) == ["two_witnesses"]
    assert try_to(of, witnesses=(first, WitnessSaid(" ", WitnessRole.OTHER))) == ["two_witnesses"]
    assert try_to(of, witnesses=(first, WitnessSaid("eusebia nahui ccori", WitnessRole.OTHER))) == ["witness_twice"]
    assert try_to(of, witnesses=(own, second)) == ["receiver_witness"]
    assert same_name("Ñahui Ccori, Eusebia", "eusebia ÑAHUI ccori") and not same_name("", "")


def test_somebody_else_receives_by_name_and_a_stranger_is_no_member(of: scene.Planned) -> None:
    neighbour = {"receiver_name": "Saturnina Quispe Lapa", "receiver_kin": Kin.NOT_RELATED, "receiver_sex": Sex.WOMAN}
    assert try_to(of, receiver=None) == ["receiver"]
    made = scene.delivered(of, receiver=None, **neighbour)
    assert made.receiver is None and made.receiver_name == "Saturnina Quispe Lapa"
    other = of.home(1).enrolment.household.participant
    assert try_to(of, 2, receiver=other) == ["receiver_left"]


def test_what_is_rejected_says_why_and_what_expired_is_not_taken(of: scene.Planned) -> None:
    home = of.home()
    assert try_to(of, lines=scene.lines(home, l0={"rejected": 100})) == ["reject_why"]
    assert try_to(of, lines=scene.lines(home, l0={"rejected": 10**9, "reject_why": RejectWhy.WRONG})) == ["counted"]
    old = {"expires_on": of.on}
    assert try_to(of, lines=scene.lines(home, l0=old)) == ["expired_taken"]
    away = {**old, "rejected": 100_000, "reject_why": RejectWhy.EXPIRED}
    scene.delivered(of, lines=scene.lines(home, l0=away))
    given = given_to(home, GARDEN, TODAY)
    assert given.ordered[0].taken == 0 and given.fullness is Fullness.PART


def test_of_many_at_once_only_people_of_the_place_may_write(of: scene.Planned) -> None:
    outsider = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        record_delivery(
            membership=of.home(), item=GARDEN, said=scene.said(of.home(), on=of.on + DAY), by=outsider, at=now()
        )


# ---- complaints -----------------------------------------------------------------------------------------------------


def complained(of: scene.Planned) -> Complaint:
    """A bag that weighs less: 80 of 100 grams came, the rest is to come within a month."""
    short = {"counted": 80_000, "complaint": "Faltan 20 gramos de semilla", "cure_by": of.on + 40 * DAY}
    made = scene.delivered(of, lines=scene.lines(of.home(), l0=short))
    return Complaint.objects.get(line__delivery=made)


def test_a_complaint_has_a_day_and_is_cured_by_a_delivery_of_its_own(of: scene.Planned) -> None:
    home = of.home()
    assert try_to(of, lines=scene.lines(home, l0={"complaint": "Faltan 20 gramos de semilla"})) == ["complaint_day"]
    early = {"complaint": "Faltan 20 gramos de semilla", "cure_by": of.on + 10 * DAY}
    assert try_to(of, lines=scene.lines(home, l0=early)) == ["complaint_day"]
    one = complained(of)
    told = {"complaint": one, "on": of.on + 20 * DAY, "note": "El proveedor trajo la bolsa que faltaba", "by": of.ana}
    assert refused(cure_shortage, how=ComplaintEnd.BROUGHT, **told) == ["brought_by_what"]
    assert refused(cure_shortage, how=ComplaintEnd.REFUNDED, **(told | {"on": of.on})) == ["cured_early"]
    assert refused(cure_shortage, how=ComplaintEnd.REFUNDED, **(told | {"note": "ya"})) == ["say_why"]
    rest = scene.delivered(of, after=20)
    cure_shortage(how=ComplaintEnd.BROUGHT, brought=rest, at=now(), **told)
    assert complaints_of(of.made.nucleus) == ([], 0)
    assert refused(cure_shortage, how=ComplaintEnd.WITHDRAWN, **told) == ["complaint_over"]
    assert refused(reverse_delivery, delivery=rest, why=WHY, by=of.ana) == ["leaned_on"]
    reopen_complaint(complaint=one, why=WHY, by=of.ana, at=now())
    assert complaints_of(of.made.nucleus)[1] == 1
    assert refused(reopen_complaint, complaint=one, why=WHY, by=of.ana) == ["complaint_open"]


# ---- taking back ----------------------------------------------------------------------------------------------------


def test_a_delivery_told_wrongly_is_taken_back_once_and_told_anew(of: scene.Planned) -> None:
    made = scene.delivered(of)
    assert refused(reverse_delivery, delivery=made, why="mal", by=of.ana) == ["say_why"]
    reverse_delivery(delivery=made, why=WHY, by=of.ana, at=now())
    assert refused(reverse_delivery, delivery=made, why=WHY, by=of.ana) == ["taken_back"]
    assert given_to(of.home(), GARDEN, TODAY).fullness is Fullness.NOTHING
    assert scene.delivered(of).technology == made.technology


# ---- lists ----------------------------------------------------------------------------------------------------------


def test_the_orders_of_a_nucleus_say_what_came(of: scene.Planned) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            orders_of(of.made.nucleus, TODAY)
            totals_of(of.made.nucleus, of.plan)
            deliveries_of(of.made.nucleus)
        return len(queries)

    scene.delivered(of)
    few = asked()
    scene.delivered(of, 1)
    scene.delivered(of, 2, lines=scene.lines(of.home(2), l0={"rejected": 100_000, "reject_why": RejectWhy.FLIMSY}))
    assert few == asked() == 10
    orders = orders_of(of.made.nucleus, TODAY)
    assert len(orders.due) == 8 and len(orders.open) == 6
    total = next(one for one in totals_of(of.made.nucleus, of.plan) if one.item == GARDEN)
    assert (total.ordered, total.taken, total.rejected) == (400_000, 200_000, 100_000)
    assert files_in_use() == set()


# ---- the database ---------------------------------------------------------------------------------------------------


def attack(change: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_the_database_keeps_the_order_and_what_was_told(of: scene.Planned) -> None:
    made = scene.delivered(of)
    line = DeliveryLine.objects.filter(delivery=made).first()
    assert line is not None
    facts = {name: getattr(made, name) for name in (
        "technology_id", "nucleus_id", "plan_id", "modules", "delivered_on", "receiver_id", "receiver_kin",
        "receiver_sex", "first_witness", "first_role", "second_witness", "second_role", "explained", "recorded_by",
        "recorded_at")}  # fmt: skip
    attack(lambda: Delivery.objects.create(**(facts | {"modules": 2})))
    attack(lambda: Delivery.objects.create(**(facts | {"delivered_on": of.on - DAY})))
    attack(lambda: Delivery.objects.create(**(facts | {"second_witness": made.first_witness})))
    attack(lambda: Delivery.objects.create(**(facts | {"receiver_id": None})))
    attack(lambda: Delivery.objects.filter(pk=made.pk).update(delivered_on=made.delivered_on + DAY))
    attack(lambda: Delivery.objects.filter(pk=made.pk).delete())
    attack(lambda: DeliveryLine.objects.filter(pk=line.pk).update(accepted=0, counted=0))
    again = Delivery.objects.create(**facts)
    more = {"delivery": again, "position": line.position, "words": line.words, "unit": line.unit, "due": line.due}
    attack(lambda: DeliveryLine.objects.create(**more, counted=1, accepted=1, rejected=0))
    attack(lambda: DeliveryLine.objects.create(**(more | {"due": 10**9}), counted=1, accepted=1, rejected=0))
    attack(lambda: DeliveryLine.objects.create(**(more | {"position": 40}), counted=0, accepted=0, rejected=0))
    attack(lambda: DeliveryLine.objects.create(**more, counted=5, accepted=0, rejected=5))
    DeliveryLine.objects.create(**more, counted=5, accepted=0, rejected=5, reject_why=RejectWhy.WRONG)
    attack(lambda: Technology.objects.filter(pk=made.technology_id).update(item=STOVE))
    other = of.home(1)
    attack(lambda: Technology.objects.create(nucleus=of.made.nucleus, membership=of.home(), item=GARDEN))
    Technology.objects.create(nucleus=of.made.nucleus, membership=other, item=GARDEN)
    reverse_delivery(delivery=again, why=WHY, by=of.ana, at=now())
    attack(lambda: Delivery.objects.filter(pk=again.pk).update(reversed_why="otra razón escrita después"))


def test_the_database_keeps_complaints(of: scene.Planned) -> None:
    one = complained(of)
    attack(lambda: Complaint.objects.filter(pk=one.pk).update(said="Otra cosa"))
    attack(lambda: Complaint.objects.filter(pk=one.pk).update(ended_on=TODAY))
    whole = {
        "ended_on": TODAY, "ended_note": WHY, "ended_by": of.ana.public_id, "ended_at": now(), "ended_how": "brought"
    }  # fmt: skip
    attack(lambda: Complaint.objects.filter(pk=one.pk).update(**whole, ended_with=one.line.delivery))
    attack(lambda: Complaint.objects.filter(pk=one.pk).update(**(whole | {"ended_how": "brought"})))
    early = whole | {"ended_how": "refunded", "ended_on": of.on}
    attack(lambda: Complaint.objects.filter(pk=one.pk).update(**early))
    assert timedelta(0) < one.cure_by - one.line.delivery.delivered_on
