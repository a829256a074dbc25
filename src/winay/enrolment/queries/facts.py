"""The facts that entering is judged on. What a household is like is not read: only that it is there, where it lives,
what it consented to and which cycles it had. A version that asks more is the one exception, and reads just that."""

from collections.abc import Sequence
from datetime import date

from winay.enrolment.models import Call, Enrolment
from winay.enrolment.queries.calls import Ground, VersionAsks, annulled
from winay.enrolment.rules import Asked, Cycle, EnrolFacts, conditions
from winay.journal.bulk import among
from winay.places.models import Place
from winay.programs.terms import HouseholdRuleKey
from winay.registry.models import Consent, Household, JuntosRecord, PastDwelling


def enrol_facts(
    call: Call, households: Sequence[Household], *, asks: VersionAsks, ground: Ground, on: date, today: date
) -> dict[int, EnrolFacts]:
    """By household, however many, in five queries. The households have their place."""
    ids = [household.pk for household in households]
    consents = _consenting(ids)
    cycles = cycles_of(ids, program_id=call.version.program_id)
    places = places_on(households, on)
    assert call.selection.decided_on is not None  # an approved selection was decided on a day
    gone = annulled(call)
    return {
        one.pk: EnrolFacts(
            annulled=gone,
            approved_on=call.selection.decided_on,
            call_closed_on=call.closed_on,
            lives_in_area=ground.holds(places[one.pk]),
            household_closed=one.closed_on is not None,
            consents=(one.pk, one.participant_id) in consents,
            cycles=tuple(cycles.get(one.pk, ())),
            reentry=asks.reentry,
            on=on,
            today=today,
        )
        for one in households
    }


def asked_of(households: Sequence[Household], asks: VersionAsks) -> dict[int, tuple[Asked, ...]]:
    """What the version asks of each household beyond living there; nothing, and no query, where it is open to all."""
    juntos: dict[int, bool] = {}
    if HouseholdRuleKey.JUNTOS_MEMBER in asks.required:
        rows = JuntosRecord.objects.filter(household__in=[one.pk for one in households])
        juntos = dict(rows.order_by("told_on", "id").values_list("household_id", "member"))
    return {
        one.pk: conditions(
            open_to_every_household=asks.open_to_every_household,
            required=asks.required,
            in_juntos=juntos.get(one.pk),
        )
        for one in households
    }


def cycles_of(households: Sequence[int], *, program_id: int, without: int | None = None) -> dict[int, list[Cycle]]:
    """The cycles of households (primary keys) in order. One query."""
    rows = Enrolment.objects.filter(among("enrolment_enrolment.household_id", households)).exclude(pk=without)
    found: dict[int, list[Cycle]] = {}
    for household, since, until, program in rows.order_by("enrolled_on", "id").values_list(
        "household_id", "enrolled_on", "ended_on", "call__version__program_id"
    ):
        found.setdefault(household, []).append(Cycle(since, until, program == program_id))
    return found


def _consenting(households: Sequence[int]) -> set[tuple[int, int | None]]:
    """Households and the members whose consent stands. One query."""
    rows = Consent.objects.filter(among("registry_consent.household_id", households), withdrawn_on=None)
    return set(rows.values_list("household_id", "member_id"))


def places_on(households: Sequence[Household], on: date) -> dict[int, Place]:
    """Where each household lived on a day; before anything is known of it, where it lived first. One query at most."""
    found = {one.pk: one.place for one in households}
    earlier = [one.pk for one in households if one.lives_since > on]
    if not earlier:
        return found
    rows = PastDwelling.objects.filter(household__in=earlier, until_on__gt=on).select_related("place")
    for row in rows.order_by("-from_on", "-id"):  # the last written is the one that held, or the first there was
        found[row.household_id] = row.place
    return found
