"""Phones of board members: those of a nucleus, of a mandate, of people, and whose a credential is."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from winay.nuclei.models import Nucleus
from winay.nuclei.phone_models import BoardPhone
from winay.places.rules import name_key


def phones_of(nucleus: Nucleus) -> list[BoardPhone]:
    """Every phone that was given on a board, the newest first. One query."""
    return list(_whole().filter(mandate__nucleus=nucleus).order_by("-id"))


def live_phones(mandates: Iterable[int]) -> list[BoardPhone]:
    """The phones of mandates (primary keys) that are still let in. One query, none for no mandates."""
    wanted = list(mandates)
    return list(_live().filter(mandate__in=wanted)) if wanted else []


def live_phones_of_people(members: Iterable[int]) -> list[BoardPhone]:
    """The phones with which people (primary keys) are still let in. One query, none for nobody."""
    wanted = list(members)
    return list(_live().filter(mandate__member__in=wanted)) if wanted else []


def board_phones_behind(credentials: Iterable[UUID]) -> dict[UUID, BoardPhone]:
    """Those credentials (public ids) that belong to a board member. One query, none for no credentials."""
    wanted = list(credentials)
    rows = _whole().filter(credential__public_id__in=wanted) if wanted else BoardPhone.objects.none()
    return {one.credential.public_id: one for one in rows}


def credentials_carried_by(text: str, *, most: int = 200) -> list[UUID]:
    """The credentials (public ids) of members of boards whose names hold the words, the newest first. One query, none
    without words."""
    rows, words = BoardPhone.objects.all(), name_key(text).split()
    for word in words:
        rows = rows.filter(mandate__member__sort_key__contains=word)
    found = rows.order_by("-id").values_list("credential__public_id", flat=True)
    return list(found[:most]) if words else []


def nucleus_behind(credential: UUID) -> Nucleus | None:
    """The nucleus of whose board a credential (public id) is. One query."""
    found = BoardPhone.objects.filter(credential__public_id=credential).select_related("mandate__nucleus").first()
    return found.mandate.nucleus if found else None


def _live() -> "QuerySet[BoardPhone]":
    return _whole().filter(credential__revoked_at=None)


def _whole() -> "QuerySet[BoardPhone]":
    return BoardPhone.objects.select_related(
        "mandate__member", "mandate__nucleus__version__program", "mandate__nucleus__district", "credential__person",
        "credential__place", "credential__program",
    )  # fmt: skip
