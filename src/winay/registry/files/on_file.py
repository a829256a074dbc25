"""Reading the households that a file speaks of and that are here already. Seven queries, however many."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model

from winay.journal.bulk import among
from winay.registry.files.differences import OnFile
from winay.registry.models import ClassRecord, Consent, Description, Household, JuntosRecord, Member
from winay.registry.queries.taken import HAS_ID, HAS_KEY


def households_on_file(keys: Mapping[int, str], participants: Mapping[int, str]) -> dict[int, OnFile]:
    """By number: the household with that key, or else the open one whose participant has that id (by its hash)."""
    wanted = set(keys.values())
    by_key = dict(
        Household.objects.filter(HAS_KEY, among("external_key", wanted, "text")).values_list("external_key", "pk")
    )
    missing = {hashed for at, hashed in participants.items() if keys[at] not in by_key}
    bearers = Member.objects.filter(HAS_ID, among("national_id_hash", missing, "text"), left_on=None)
    by_id = dict(
        bearers.filter(household__participant=F("pk"), household__closed_on=None)
        .values_list("national_id_hash", "household")
    ) if missing else {}  # fmt: skip
    found = {at: by_key.get(key) or by_id.get(participants.get(at, "")) for at, key in keys.items()}
    known = _known({pk for pk in found.values() if pk is not None})
    return {at: known[pk] for at, pk in found.items() if pk is not None}


def _known(pks: set[int]) -> dict[int, OnFile]:
    if not pks:
        return {}
    households = Household.objects.select_related("place").in_bulk(list(pks))
    people: dict[int, list[Member]] = {}
    for member in Member.objects.filter(household__in=pks, left_on=None).order_by("id"):
        people.setdefault(member.household_id, []).append(member)
    described, juntos, classified = (_newest(model, pks) for model in (Description, JuntosRecord, ClassRecord))
    given = Consent.objects.filter(household__in=pks, withdrawn_on=None).values_list("household_id", "member_id")
    consents = set(given)
    return {
        pk: OnFile(
            one, tuple(people.get(pk, ())), described.get(pk), juntos.get(pk), classified.get(pk),
            (pk, one.participant_id) in consents,
        )
        for pk, one in households.items()
    }  # fmt: skip


def _newest(model: type[Model], pks: set[int]) -> dict[int, Any]:
    rows = model._default_manager.filter(household__in=pks).order_by("told_on", "id")
    return {row.household_id: row for row in rows}  # type: ignore[attr-defined]
