"""Looking somebody up by their national id: it finds one person in the whole country, so it leaves a trace."""

from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.registry.queries.scope import Scope
from winay.registry.queries.search import Found, people_with_id


@transaction.atomic
def look_up_id(*, national_id: str, scope: Scope, by: Actor, at: datetime) -> Found:
    """Whoever bears the id in the territory. One line says that somebody asked and whom they found, not the id: also
    where nobody was found, so that trying numbers one after the other is seen."""
    found = people_with_id(national_id, scope)
    subjects = {("household", str(one.household.public_id)) for one in found.members}
    subjects |= {("member", str(one.public_id)) for one in found.members}
    record(
        "registry.look_up_id",
        by=by,
        at=at,
        subjects=subjects,
        after={"national_id": Personal(national_id), "found": len(found.members)},
    )
    return found
