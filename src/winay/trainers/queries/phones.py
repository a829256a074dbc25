"""Phones of trainers: those of a trainer, whose a credential is, which contracts one serves on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from winay.accounts.phones.queries import ActingPhone
from winay.places.rules import name_key
from winay.trainers.application_models import Applicant
from winay.trainers.contract_models import Contract
from winay.trainers.phone_models import TrainerPhone
from winay.trainers.phone_rules import SENDS_FOR


def phones_of_trainer(applicant: Applicant) -> list[TrainerPhone]:
    """Every phone that was given to a trainer, the newest first. One query."""
    return list(_whole().filter(contract__applicant=applicant).order_by("-id"))


def live_phones(applicants: Iterable[int]) -> list[TrainerPhone]:
    """The phones of trainers (primary keys) that are still let in. One query, none for nobody."""
    wanted = list(applicants)
    rows = _whole().filter(contract__applicant__in=wanted, credential__revoked_at=None)
    return list(rows) if wanted else []


def trainer_phones_behind(credentials: Iterable[UUID]) -> dict[UUID, TrainerPhone]:
    """Those credentials (public ids) that belong to a trainer. One query, none for no credentials."""
    wanted = list(credentials)
    rows = _whole().filter(credential__public_id__in=wanted) if wanted else TrainerPhone.objects.none()
    return {one.credential.public_id: one for one in rows}


def credentials_of_trainers(text: str, *, most: int = 200) -> list[UUID]:
    """The credentials (public ids) of trainers whose names hold the words, the newest first. One query, none without
    words."""
    rows, words = TrainerPhone.objects.all(), name_key(text).split()
    for word in words:
        rows = rows.filter(contract__applicant__sort_key__contains=word)
    found = rows.order_by("-id").values_list("credential__public_id", flat=True)
    return list(found[:most]) if words else []


@dataclass(frozen=True, slots=True)
class Served:
    """A contract that a phone serves on a day, with the nuclei (primary key, public id) that it serves."""

    pk: int
    public_id: UUID
    kind: str
    version: int
    over_on: date
    nuclei: tuple[tuple[int, UUID], ...]


def served_by(phone: ActingPhone, on: date) -> list[Served]:
    """The contracts of a phone's trainer that hold a day, in the phone's own district and program; none for a phone
    that is no trainer's. One query."""
    rows = _theirs(phone.public_id).filter(began_on__lte=on, over_on__gt=on)
    rows = rows.filter(hired_by__district__code=phone.place_code or "", version__program__key=phone.program or "")
    told = rows.order_by("pk", "nuclei__nucleus").values_list(
        "pk", "public_id", "kind", "version", "over_on", "nuclei__nucleus", "nuclei__nucleus__public_id"
    )
    found: dict[int, Served] = {}
    for pk, public_id, kind, version, over_on, nucleus, nucleus_id in told:
        before = found[pk].nuclei if pk in found else ()
        found[pk] = Served(pk, public_id, kind, version, over_on, (*before, (nucleus, nucleus_id)))
    return list(found.values())


def contract_behind(credential: UUID, on: date) -> Contract | None:
    """The contract of a phone's trainer (public id of the credential) that holds a day; else the last one that began
    by then, else the first: its verb says what is wrong with the day. None for a phone of nobody's contract. Two
    queries at most."""
    rows = _theirs(credential).filter(over_on__gt=F("began_on"))
    holds = Q(began_on__lte=on)
    found = rows.filter(holds, over_on__gt=on).order_by("-began_on", "-pk").first()
    return found or rows.filter(holds).order_by("-began_on").first() or rows.order_by("began_on").first()


def is_trainers(credential: UUID) -> bool:
    """Whether a credential (public id) is of a trainer's phone. One query."""
    return TrainerPhone.objects.filter(credential__public_id=credential).exists()


def past_phones(today: date) -> "QuerySet[TrainerPhone]":
    """Phones that come in although the last contract of their trainer is over for as long as what they hold may take.
    One query."""
    last = Max("contract__applicant__contracts__over_on")
    rows = _whole().filter(credential__revoked_at=None).annotate(last_on=last)
    return rows.filter(last_on__lte=today - SENDS_FOR)


def _theirs(credential: UUID) -> "QuerySet[Contract]":
    who = TrainerPhone.objects.filter(credential__public_id=credential).values("contract__applicant")
    return Contract.objects.filter(applicant__in=who)


def _whole() -> "QuerySet[TrainerPhone]":
    return TrainerPhone.objects.select_related(
        "contract__applicant", "contract__hired_by__district", "contract__version__program", "credential__person",
        "credential__place", "credential__program",
    )  # fmt: skip
