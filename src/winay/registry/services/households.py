"""Verbs on a household as a whole: register, correct, move, close, open again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.registry.access import require_write, require_write_at_one
from winay.registry.facts import HouseholdFacts
from winay.registry.models import Household, NameToken, PastDwelling
from winay.registry.queries.facts import homes_by_code
from winay.registry.rows import Placed
from winay.registry.rules import (
    MOST_REFERENCE,
    dated,
    on_earth,
    unreasonable,
)
from winay.registry.services.records import about, changed, locked, locked_open, open_state, today_at
from winay.registry.services.registering import Newcomer, Registering, register_several
from winay.registry.terms import LANGUAGES, HouseholdClosed, MoveReason, Origin


@transaction.atomic
def register_household(
    *,
    facts: HouseholdFacts,
    on: date,
    origin: Origin,
    by: Actor,
    at: datetime,
    synthetic: bool = False,
    subjects: Iterable[tuple[str, str]] = (),
) -> Household:
    """Register a household with its members on a day, which may lie back: paper and phones come late.

    `subjects` are further things that the act is about, such as the submission it came from. `Refused` names
    everything that is wrong at once: impossible facts, an unknown place, an id that a member of another household has,
    a household that is here already. `NotAllowed` outside the actor's territory.
    """
    (made,) = register_several([Newcomer(facts, Registering(on, origin, by, at, synthetic, tuple(subjects)))])
    if isinstance(made, Household):
        return made
    raise made


@transaction.atomic
def correct_household(
    *,
    household: Household,
    reference: str,
    latitude_e6: int | None,
    longitude_e6: int | None,
    language: str,
    by: Actor,
    at: datetime,
) -> Household:
    """Correct what describes where the household is: nothing is written when nothing changes."""
    household = locked_open(household, by)
    reference = reference.strip()
    refuse_unless(_placeable(reference, latitude_e6, longitude_e6, language))
    new = {
        "reference": reference, "latitude_e6": latitude_e6, "longitude_e6": longitude_e6, "language": language,
    }  # fmt: skip
    before, after = changed(household, new)
    if after:
        household.save(update_fields=list(after))
        masked = {"reference", "latitude_e6", "longitude_e6"}
        record(
            "registry.correct_household",
            by=by,
            at=at,
            subjects=about(household),
            before={k: Personal(v) if k in masked else v for k, v in before.items()},
            after={k: Personal(v) if k in masked else v for k, v in after.items()},
        )
    return household


def _placeable(reference: str, latitude: int | None, longitude: int | None, language: str) -> Decision:
    return allow_unless(
        Reason("registry.reference_wrong", {"most": MOST_REFERENCE})
        if len(reference) > MOST_REFERENCE or not (reference.isprintable())
        else None,
        None if on_earth(latitude, longitude) else Reason("registry.position_wrong"),
        Reason("registry.language_unknown", {"language": language, "member": 0})
        if language and language not in LANGUAGES
        else None,
    )


@transaction.atomic
def move_household(
    *, household: Household, place_code: str, on: date, reason: MoveReason, note: str, by: Actor, at: datetime
) -> Household:
    """The household lives somewhere else from a day on. With `MISTAKE` it never lived where it was entered: the new
    place counts from the same first day. Allowed to whoever writes at the old place or at the new one."""
    household = locked(household)
    place = homes_by_code([place_code]).get(place_code)
    if place is None:
        raise Refused([Reason("registry.place_unknown", {"place": place_code})])
    require_write_at_one(by, [household.place.code, place.code])
    since = household.lives_since
    on = since if reason is MoveReason.MISTAKE else on
    refuse_unless(
        allow_unless(
            *open_state(household).reasons,
            *dated(on, today=today_at(at), since=since).reasons,
            Reason("registry.same_place") if place.pk == household.place_id else None,
            unreasonable(note, needed=reason in {MoveReason.OTHER, MoveReason.MISTAKE}),
        )
    )
    left = household.place.code
    PastDwelling.objects.create(
        household=household, place_id=household.place_id, from_on=since, until_on=on, reason=reason, note=note.strip()
    )
    if place.district != household.district:
        _move_tokens(household, place)
    household.place_id, household.district, household.lives_since = place.pk, place.district, on
    household.latitude_e6 = household.longitude_e6 = None  # a position tells where it was
    household.save(update_fields=["place", "district", "lives_since", "latitude_e6", "longitude_e6"])
    record(
        "registry.move_household",
        by=by,
        at=at,
        subjects=[("household", str(household.public_id)), ("place", left), ("place", place.code)],
        before={"place": left, "since": since},
        after={"place": place.code, "since": on, "reason": reason.value, "note": note.strip()},
    )
    return Household.objects.get(pk=household.pk)


def _move_tokens(household: Household, place: Placed) -> None:
    members = list(household.members.values_list("pk", flat=True))
    NameToken.objects.filter(member__in=members, district=household.district).update(district=place.district)


@transaction.atomic
def close_household(
    *, household: Household, on: date, why: HouseholdClosed, note: str, by: Actor, at: datetime
) -> Household:
    """Close a household that no longer is one. Its rows stay; `reopen_household` takes it back."""
    household = locked_open(household, by)
    refuse_unless(
        allow_unless(
            *dated(on, today=today_at(at), since=household.registered_on).reasons,
            Reason("registry.merged_by_verb") if why is HouseholdClosed.MERGED else None,
            unreasonable(note, needed=why in {HouseholdClosed.OTHER, HouseholdClosed.MISTAKE}),
        )
    )
    household.closed_on, household.closed_why, household.closed_note = on, why.value, note.strip()
    household.save(update_fields=["closed_on", "closed_why", "closed_note"])
    record(
        "registry.close_household",
        by=by,
        at=at,
        subjects=about(household),
        after={"on": on, "why": why.value, "note": household.closed_note},
    )
    return household


@transaction.atomic
def reopen_household(*, household: Household, note: str, by: Actor, at: datetime) -> Household:
    """Open a closed household again, as it was. One that was merged comes back by undoing the merge."""
    household = locked(household)
    require_write(by, household.place.code)
    refuse_unless(
        allow_unless(
            Reason("registry.household_open") if household.closed_on is None else None,
            Reason("registry.household_merged") if household.merged_into_id else None,
            Reason("registry.household_empty") if not household.members.filter(left_on=None).exists() else None,
            unreasonable(note),
        )
    )
    before = {"closed_on": household.closed_on, "why": household.closed_why}
    household.closed_on, household.closed_why, household.closed_note = None, "", ""
    household.save(update_fields=["closed_on", "closed_why", "closed_note"])
    record(
        "registry.reopen_household",
        by=by,
        at=at,
        subjects=about(household),
        before=before,
        after={"note": note.strip()},
    )
    return household
