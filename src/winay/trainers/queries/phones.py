"""Phones of trainers: those of a trainer, whose a credential is, which contracts one serves on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Max, QuerySet

from winay.accounts.phones.queries import ActingPhone
from winay.places.rules import name_key
from winay.trainers.application_models import Applicant
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.phone_models import TrainerPhone
from winay.trainers.phone_rules import SENDS_FOR
from winay.trainers.queries.caseloads import in_force


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


def served_by(phones: Iterable[ActingPhone], on: date) -> dict[UUID, list[Served]]:
    """By phone (public id of the credential): the contracts of its trainer that hold a day, in the phone's own district
    and program; none for a phone that is no trainer's. One query."""
    known = {one.public_id: (one.place_code or "", one.program or "") for one in phones}
    theirs = "contract__applicant__contracts__"
    rows = TrainerPhone.objects.filter(
        **{"credential__public_id__in": list(known), f"{theirs}began_on__lte": on, f"{theirs}over_on__gt": on}
    ).order_by(f"{theirs}pk", f"{theirs}nuclei__nucleus")
    columns = (
        "pk", "public_id", "kind", "version", "over_on", "hired_by__district__code", "version__program__key",
        "nuclei__nucleus", "nuclei__nucleus__public_id",
    )  # fmt: skip
    told = rows.values_list("credential__public_id", *(f"{theirs}{name}" for name in columns))
    found: dict[UUID, dict[int, Served]] = {one: {} for one in known}
    for phone, pk, public_id, kind, version, over_on, place, program, nucleus, nucleus_id in told:
        if (place, program) == known[phone] and nucleus is not None:
            before = found[phone][pk].nuclei if pk in found[phone] else ()
            found[phone][pk] = Served(pk, public_id, kind, version, over_on, (*before, (nucleus, nucleus_id)))
    return {phone: list(some.values()) for phone, some in found.items()}


def served_with(enrolments: Collection[int], on: date) -> list[Served]:
    """The contracts that have one of some cycles (primary keys) in their caseload on a day. One query."""
    having = in_force(on).filter(enrolment__in=enrolments).values("contract")
    rows = ContractNucleus.objects.filter(contract__in=having).order_by("contract", "nucleus")
    told = rows.values_list(
        "contract", "contract__public_id", "contract__kind", "contract__version", "contract__over_on", "nucleus",
        "nucleus__public_id",
    )  # fmt: skip
    found: dict[int, Served] = {}
    for pk, public_id, kind, version, over_on, *nucleus in told:
        before = found[pk].nuclei if pk in found else ()
        found[pk] = Served(pk, public_id, kind, version, over_on, (*before, (nucleus[0], nucleus[1])))
    return list(found.values())


def contracts_behind(credentials: Iterable[UUID]) -> dict[UUID, list[Contract]]:
    """By phone (public id of the credential): every contract of its trainer, with its version, applicant and `hired_by`
    with their district and program. Two queries."""
    wanted = TrainerPhone.objects.filter(credential__public_id__in=list(credentials))
    whose = dict(wanted.values_list("credential__public_id", "contract__applicant"))
    rows = Contract.objects.filter(applicant__in=set(whose.values()), over_on__gt=F("began_on")).select_related(
        "applicant", "version__program", "hired_by__district", "hired_by__version__program"
    )
    theirs: dict[int, list[Contract]] = {}
    for one in rows if whose else ():
        theirs.setdefault(one.applicant_id, []).append(one)
    return {phone: theirs.get(applicant, []) for phone, applicant in whose.items()}


def contract_behind(theirs: Iterable[Contract], on: date) -> Contract | None:
    """The contract of a phone's trainer that holds a day; else the last one that began by then, else the first: its
    verb says what is wrong with the day. None for a phone of nobody's contract."""
    rows = sorted(theirs, key=lambda one: (one.began_on, one.pk), reverse=True)
    begun = [one for one in rows if one.began_on <= on]
    last = begun or rows[-1:]
    return next((one for one in begun if one.over_on > on), last[0] if last else None)


def applicant_behind(credential: UUID) -> UUID | None:
    """The trainer (public id) whose phone a credential (public id) is of; None for a phone of no trainer. One query."""
    rows = TrainerPhone.objects.filter(credential__public_id=credential)
    return rows.values_list("contract__applicant__public_id", flat=True).first()


def is_trainers(credential: UUID) -> bool:
    """Whether a credential (public id) is of a trainer's phone. One query."""
    return TrainerPhone.objects.filter(credential__public_id=credential).exists()


def past_phones(today: date) -> "QuerySet[TrainerPhone]":
    """Phones that come in although the last contract of their trainer is over for as long as what they hold may take.
    One query."""
    last = Max("contract__applicant__contracts__over_on")
    rows = _whole().filter(credential__revoked_at=None).annotate(last_on=last)
    return rows.filter(last_on__lte=today - SENDS_FOR)


def _whole() -> "QuerySet[TrainerPhone]":
    return TrainerPhone.objects.select_related(
        "contract__applicant", "contract__hired_by__district", "contract__version__program", "credential__person",
        "credential__place", "credential__program",
    )  # fmt: skip
