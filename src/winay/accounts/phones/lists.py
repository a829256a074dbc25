"""Reads for pages: the phones of a territory, one phone with its devices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from winay.accounts.models import Device, FieldCredential

SILENT_DAYS = 14
"""Days after which a phone that was heard of before counts as silent."""


class PhoneState(StrEnum):
    """How a phone stands."""

    IN_USE = "in_use"
    SILENT = "silent"
    NEVER = "never"
    EXPIRED = "expired"
    ENDED = "ended"
    """Who carries it has no access any more."""
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PhoneFilters:
    """Which phones to list: `text` in the label or a name, a state ("" for all), inside a place ("" for all)."""

    text: str = ""
    state: str = ""
    place: str = ""


@dataclass(frozen=True)
class PhonePage:
    """Some phones, the newest first. `next_after` goes into the next call, None on the last page."""

    phones: tuple[FieldCredential, ...]
    total: int
    next_after: UUID | None


def list_phones(
    filters: PhoneFilters, *, places: Iterable[str | None], at: datetime, on: date, after: UUID | None, limit: int = 50,
    also: Iterable[UUID] = (),
) -> PhonePage:  # fmt: skip
    """The phones of a territory with the number of their devices. `places` are those where the reader may see them
    (None: everywhere). `also`: those for whose text a room above answers. Two queries."""
    rows = _of(places).filter(_matching(filters, at, on, also))
    total = rows.count()
    if after is not None:
        rows = rows.filter(id__lt=Coalesce(Subquery(_keyed(after)), Value(2**62)))
    devices = Device.objects.filter(credential=OuterRef("pk")).order_by().values("credential")
    rows = rows.select_related("person", "place", "program").annotate(
        device_count=Coalesce(Subquery(devices.annotate(n=Count("id")).values("n")), 0)
    )
    found = list(rows.order_by("-id")[: limit + 1])
    shown = found[:limit]
    return PhonePage(tuple(shown), total, shown[-1].public_id if len(found) > limit else None)


def count_phones(*, places: Iterable[str | None], at: datetime, on: date) -> dict[PhoneState, int]:
    """How many phones of a territory stand how. One query."""
    counted = {state.value: Count("id", filter=_in_state(state, at, on)) for state in PhoneState}
    found = _of(places).aggregate(**counted)
    return {state: found[state.value] for state in PhoneState}


def phone_by_id(public_id: UUID) -> FieldCredential | None:
    """One phone with whose it is and where it holds."""
    return FieldCredential.objects.select_related("person", "place", "program").filter(public_id=public_id).first()


def labels_of(public_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What phones are called, by public id; ids of none are left out. One query, none for no ids."""
    wanted = set(public_ids)
    rows = FieldCredential.objects.filter(public_id__in=wanted)
    return dict(rows.values_list("public_id", "label")) if wanted else {}


def devices_of(credential: FieldCredential) -> list[Device]:
    """The devices that came with a credential, the one heard of last first."""
    return list(credential.devices.order_by("-last_contact_at", "-id"))


def state_of(credential: FieldCredential, *, at: datetime, on: date) -> PhoneState:
    """How a phone stands."""
    if credential.revoked_at is not None:
        return PhoneState.REVOKED
    if credential.person is not None and not credential.person.is_active:
        return PhoneState.ENDED
    if credential.expires_on is not None and credential.expires_on <= on:
        return PhoneState.EXPIRED
    if credential.last_contact_at is None:
        return PhoneState.NEVER
    silent = credential.last_contact_at < at - timedelta(days=SILENT_DAYS)
    return PhoneState.SILENT if silent else PhoneState.IN_USE


def _in_state(state: PhoneState, at: datetime, on: date) -> Q:
    """The same as `state_of`, for rows."""
    if state is PhoneState.REVOKED:
        return Q(revoked_at__isnull=False)
    ended = Q(person__isnull=False, person__is_active=False)
    if state is PhoneState.ENDED:
        return Q(revoked_at__isnull=True) & ended
    expired = Q(expires_on__isnull=False, expires_on__lte=on)
    if state is PhoneState.EXPIRED:
        return Q(revoked_at__isnull=True) & ~ended & expired
    held = Q(revoked_at__isnull=True) & ~ended & ~expired
    if state is PhoneState.NEVER:
        return held & Q(last_contact_at__isnull=True)
    line = at - timedelta(days=SILENT_DAYS)
    return held & (Q(last_contact_at__lt=line) if state is PhoneState.SILENT else Q(last_contact_at__gte=line))


def _matching(filters: PhoneFilters, at: datetime, on: date, also: Iterable[UUID]) -> Q:
    wanted, others = Q(), list(also)
    for word in filters.text.split():
        wanted &= Q(label__icontains=word) | Q(holder__icontains=word) | Q(person__name__icontains=word)
    if others:
        wanted |= Q(public_id__in=others)
    if filters.state in set(PhoneState):
        wanted &= _in_state(PhoneState(filters.state), at, on)
    if filters.place:
        wanted &= Q(place__code__startswith=filters.place)
    return wanted


def _of(places: Iterable[str | None]) -> "QuerySet[FieldCredential]":
    """The phones whose place lies inside one of the places. Those of the whole country are for who has it all."""
    rows, wanted = FieldCredential.objects.all(), list(places)
    if None in wanted:
        return rows
    inside = Q(pk__in=[])
    for code in wanted:
        inside |= Q(place__code__startswith=code)
    return rows.filter(inside)


def _keyed(public_id: UUID) -> "QuerySet[FieldCredential, int]":
    return FieldCredential.objects.filter(public_id=public_id).values("id")[:1]
