"""What every verb of this room does: lock the household, ask whether it may still change, say what changed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings

from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Decision
from winay.core.errors import refuse_unless
from winay.registry.access import require_write
from winay.registry.models import Household, Member, PastRepresentation
from winay.registry.rules import HouseholdState, changeable


def today_at(at: datetime) -> date:
    """The country's date at an instant."""
    return local_date(at, settings.TIME_ZONE)


def locked(household: Household) -> Household:
    """The household with its place, for this transaction alone. Verbs on one household take turns."""
    rows = Household.objects.select_for_update(of=("self",)).select_related("place")
    return rows.get(pk=household.pk)


def open_state(household: Household) -> Decision:
    """Whether anything of it may still change."""
    merged = household.merged_into_id is not None
    return changeable(HouseholdState(household.registered_on, household.closed_on, merged))


def locked_open(household: Household, by: Actor) -> Household:
    """The household under lock; `NotAllowed` outside the actor's territory, `Refused` when it is closed or merged."""
    household = locked(household)
    require_write(by, household.place.code)
    refuse_unless(open_state(household))
    return household


def locked_member(member: Member, by: Actor) -> tuple[Household, Member]:
    """A member and their household under lock, the household first, as every verb does; of somebody who passed to
    another one meanwhile, that one."""
    while True:
        home = Member.objects.filter(pk=member.pk).values_list("household_id", flat=True).get()
        household = locked_open(Household.objects.get(pk=home), by)
        row = Member.objects.select_for_update().get(pk=member.pk)
        if row.household_id == household.pk:
            return household, row


def about(household: Household, *members: Member) -> list[tuple[str, str]]:
    """The subjects of a line: the household, where it lives, and the members it is about."""
    found = [("household", str(household.public_id)), ("place", household.place.code)]
    return [*found, *(("member", str(member.public_id)) for member in members)]


def changed(row: object, new: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Set the attributes that differ; what they were and what they are."""
    before, after = {}, {}
    for name, value in new.items():
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = old, value
            setattr(row, name, value)
    return before, after


def end_representation(household: Household, member: Member, on: date) -> None:
    """If the member represents the household, they no longer do, from a day on; the time is kept. The caller saves
    the member with `represents_since`."""
    if member.represents_since is not None:
        since = member.represents_since
        PastRepresentation.objects.create(household=household, member=member, from_on=since, until_on=max(on, since))
        member.represents_since = None
