"""The right to be erased, through all rooms: what the registry knows of somebody, what phones sent of them, and what is
kept of files that had something wrong."""

from datetime import datetime

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.intake.desk.erasing import erase_answers
from winay.intake.models import Submission
from winay.registry.files.erasing import forget_faults
from winay.registry.models import Household, Member
from winay.registry.queries.same_person import entries_of, submissions_behind
from winay.registry.services.privacy import erase_member


@transaction.atomic
def erase_person(*, member: Member, reason: str, by: ActingPerson, at: datetime) -> Member:
    """Erase somebody's data because they ask for it, wherever they are kept. `Refused` and `NotAllowed` as
    `erase_member`; then nothing is erased anywhere.

    A submission names everybody of a household: it goes whole. What it said of the others is in the registry.
    """
    entries = entries_of(member)
    homes = Household.objects.filter(pk__in={one.household_id for one in entries}).select_related("place")
    where = homes.get(pk=entries[0].household_id).place.code
    sent = Submission.objects.filter(public_id__in=submissions_behind(entries), erased_at=None).defer("body")
    forget_faults(entries)
    erased = erase_member(member=member, reason=reason, by=by, at=at)
    rows = list(sent)
    if rows:
        erase_answers(submissions=rows, where=where, why=reason, by=by, by_name=by.person.name, at=at)
    return erased
