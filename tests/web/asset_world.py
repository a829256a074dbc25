"""Deliveries to the households of the world's planned nucleus: with a photograph, complaints and an act."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from tests import people
from tests.delivery import asset_scene as scene
from tests.delivery import test_homes as homes
from tests.field.scene import JPEG
from winay.core.clock import now
from winay.delivery.asset_models import Complaint, Delivery
from winay.delivery.asset_terms import ComplaintEnd
from winay.delivery.home_models import HomeAction
from winay.delivery.home_rules import SupportSaid
from winay.delivery.home_terms import SignedHow, SupportKind
from winay.delivery.saying_models import Saying
from winay.delivery.saying_rules import AnswerSaid, CardSaid
from winay.delivery.saying_terms import Answer, SaidHow
from winay.delivery.services.assets import cure_shortage
from winay.delivery.services.checks import record_check
from winay.delivery.services.deliveries import Proof, record_delivery
from winay.delivery.services.home_checks import record_home_check
from winay.delivery.services.sayings import record_card
from winay.delivery.services.supports import record_support
from winay.delivery.services.technologies import InstallSaid, record_installation
from winay.delivery.support_models import Commitment
from winay.delivery.technology_rules import CheckSaid
from winay.delivery.technology_terms import CheckedBy, Evidence, TechState
from winay.journeys.delivery_acts import issue_delivery_act
from winay.nuclei.models import Membership

BASE = "https://winay.example/verificar/"


def add(world: Any) -> None:
    """Half a garden with a complaint to one household, a garden with a complaint that was closed to the other."""
    ana, today = people.acting_as(world.people["specialist"]), people.today()
    home = Membership.objects.select_related("nucleus", "enrolment__household__participant").get(
        enrolment__public_id=UUID(world.keys["planned_cycle"])
    )
    other = (
        Membership.objects.filter(nucleus=home.nucleus)
        .exclude(pk=home.pk)
        .select_related("nucleus", "enrolment__household__participant")
        .get()
    )
    short = {"counted": 60_000, "complaint": "Faltan 40 gramos de semilla", "cure_by": today + timedelta(days=20)}
    found = [_delivered(ana, one, l0=short) for one in (home, other)]
    complaints = [Complaint.objects.get(line__delivery=one) for one in found]
    cure_shortage(
        complaint=complaints[1], how=ComplaintEnd.REFUNDED, on=today, note=scene.WHY, by=ana, at=now()
    )  # fmt: skip
    whole = record_delivery(
        membership=other, item=scene.STOVE, by=ana, at=now(), receiver=other.enrolment.household.participant,
        said=scene.said(other, scene.STOVE, on=today),
    )  # fmt: skip
    put = InstallSaid(today, True, "Nilda Sulca", other.enrolment.household.participant, 20, 10)
    installation = record_installation(technology=whole.technology, said=put, by=ana, at=now())
    seen = CheckSaid(today, TechState.DELIVERED, Evidence.PARTS, "El kit", CheckedBy.TRAINER, "Nilda Sulca")
    checks = [
        record_check(technology=whole.technology, said=seen, by=ana, at=now(), photo_sha256=photo)
        for photo in (settings.WINAY_BLOBS.put(JPEG), "")
    ]
    home_check = record_home_check(membership=other, said=homes.said(today, (3,)), by=ana, at=now())
    given = SupportSaid("Agro Rural", SupportKind.TRAINING, "Curso de pastos", today)
    participant = home.enrolment.household.participant
    signed = Commitment.objects.create(
        membership=home, signed_on=today, signer=participant, how=SignedHow.SIGNATURE, said=scene.WHY,
        scan_sha256=settings.WINAY_BLOBS.put(JPEG), recorded_by=ana.public_id, recorded_at=now(),
    )  # fmt: skip
    said = says_of(ana, Delivery.objects.get(pk=found[1].pk), today)
    world.keys |= {"saying": str(said.public_id)}
    world.keys |= {
        "home_check": str(home_check.public_id),
        "home_action": str(HomeAction.objects.get().public_id),
        "support": str(record_support(nucleus=home.nucleus, said=given, by=ana, at=now()).public_id),
        "commitment": str(signed.public_id),
        "installation": str(installation.public_id),
        "check": str(checks[0].public_id),
        "other_check": str(checks[1].public_id),
        "delivery": str(found[0].public_id),
        "other_delivery": str(found[1].public_id),
        "complaint": str(complaints[0].public_id),
        "ended_complaint": str(complaints[1].public_id),
        "delivery_act": str(issue_delivery_act(delivery=found[0], by=ana, at=now(), base_url=BASE).public_id),
        "technology": str(found[0].technology.public_id),
    }


def _delivered(by: Any, home: Membership, **of: Any) -> Delivery:
    photo = "" if Delivery.objects.exists() else settings.WINAY_BLOBS.put(JPEG)
    return record_delivery(
        membership=home, item=scene.GARDEN, by=by, at=now(), receiver=home.enrolment.household.participant,
        said=scene.said(home, on=people.today(), lines=scene.lines(home, **of)),
        proof=Proof(photo, photo),
    )  # fmt: skip


def says_of(ana: Any, delivery: Delivery, today: Any) -> Saying:
    """What its household says of a delivery."""
    cycle = delivery.technology.membership.enrolment
    told = CardSaid(
        today, SaidHow.PAGE, (AnswerSaid(delivery.public_id, Answer.DO_NOT_HAVE_IT),),
        speaker=cycle.household.participant.public_id, helper="Eusebia Ñahui Ccori",
    )  # fmt: skip
    return record_card(nucleus=delivery.nucleus, enrolment=cycle, said=told, by=ana, at=now())[0]
