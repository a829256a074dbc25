"""Verb: say what a district's history with programs and trainers is. It decides nothing; it is shown."""

from datetime import datetime

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.journal.services import record
from winay.places.models import Place
from winay.places.terms import Level
from winay.targeting.decision_rules import reason_fault
from winay.targeting.models import DistrictHistory
from winay.targeting.terms import History


@transaction.atomic
def record_history(*, district: Place, level: History, note: str, by: ActingPerson, at: datetime) -> DistrictHistory:
    """Keep what an office knows; a later row corrects an earlier one, and both stay on record.

    `note` says how the office knows. Refused for a place that is no district, a note too short to be read later, and
    what already stands.
    """
    if district.level != Level.DISTRICT:
        raise Refused([Reason("targeting.history_of_districts")])
    if not by.may(Permission.MAP_TERRITORY, place_code=district.code):
        raise NotAllowed(Permission.MAP_TERRITORY)
    refuse_unless(allow_unless(reason_fault(note)))
    before = DistrictHistory.objects.filter(district=district).order_by("-id").first()
    if before is not None and (before.level, before.note) == (level, note.strip()):
        raise Refused([Reason("targeting.history_same")])
    row = DistrictHistory.objects.create(district=district, level=level, note=note.strip(), by=by.person, at=at)
    record(
        "targeting.record_history",
        by=by,
        at=at,
        subjects=[("place", district.code)],
        before={"level": before.level, "note": before.note} if before else None,
        after={"level": row.level, "note": row.note},
    )
    return row
