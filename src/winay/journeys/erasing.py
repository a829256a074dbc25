"""The right to be erased, through all rooms: what the registry knows of somebody, what phones sent of them, what is
kept of files that had something wrong, the phone that they had as a member of a board, what they claimed or
complained of, what they signed and were photographed with, and what they gave of themselves to apply for a post."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.actors import Actor
from winay.delivery.queries.assets import submissions_received_by
from winay.intake.desk.erasing import erase_answers
from winay.intake.entities.erasing import erase_entities
from winay.intake.models import Submission
from winay.nuclei.phone_wording import erased_words
from winay.nuclei.queries.board_phones import live_phones_of_people
from winay.nuclei.services.board_phones import end_board_phones
from winay.registry.files.erasing import forget_faults
from winay.registry.models import Household, Member
from winay.registry.queries.same_person import entries_of, submissions_behind
from winay.registry.services.privacy import erase_member
from winay.trainers.services.erasing import forget_applicants
from winay.voices.services.grievances import forget_voices


@transaction.atomic
def erase_person(*, member: Member, reason: str, by: ActingPerson, at: datetime) -> Member:
    """Erase somebody's data because they ask for it, wherever they are kept. `Refused` and `NotAllowed` as
    `erase_member` and, where they applied or worked, as `erase_applicant`; then nothing is erased anywhere.

    A submission names everybody of a household: it goes whole, also one by which they received a visit or a delivery.
    What it said of the others is in the rooms that read it. Photograph and signature of what they received, and what
    they signed, are deleted with the next sweep of files.
    """
    entries = entries_of(member)
    homes = Household.objects.filter(pk__in={one.household_id for one in entries}).select_related("place")
    where = homes.get(pk=entries[0].household_id).place.code
    hashes = [one.national_id_hash for one in entries]
    behind = submissions_behind(entries) | submissions_received_by([one.pk for one in entries])
    sent = Submission.objects.filter(public_id__in=behind, erased_at=None).defer("body")
    forget_faults(entries)
    forget_applicants(hashes=hashes, reason=reason, by=by, at=at)
    erased = erase_member(member=member, reason=reason, by=by, at=at)
    held = live_phones_of_people(one.pk for one in entries)
    end_board_phones(why={one.mandate_id: erased_words() for one in held}, by=by, at=at)
    forget_voices(members=[one.public_id for one in entries], why=reason, by=by, at=at)
    rows = list(sent)
    erase_entities(names=[one.public_id for one in entries], homes=[one.public_id for one in homes])
    if rows:
        erase_sent(submissions=rows, where=where, why=reason, by=by, by_name=by.person.name, at=at)
    return erased


@transaction.atomic
def erase_sent(
    *, submissions: Collection[Submission], where: str, why: str, by: Actor, by_name: str, at: datetime
) -> list[Submission]:  # fmt: skip
    """Erase what some submissions say, everything that repeats it, and what they changed on the lists of phones; those
    that were. `Refused` and `NotAllowed` as `erase_answers`."""
    rows = erase_answers(submissions=submissions, where=where, why=why, by=by, by_name=by_name, at=at)
    erase_entities(submissions=rows)
    return rows
