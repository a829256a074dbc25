"""The right to be erased, of what phones carried: values go, versions and their numbers stay."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from winay.intake.entity_models import Entity, EntitySaid, EntityVersion
from winay.intake.models import Submission
from winay.intake.terms import SaidState


def erase_entities(
    *, names: Collection[UUID] = (), homes: Collection[UUID] = (), submissions: Collection[Submission] = ()
) -> int:
    """Empty every version of things by their names and by the household that they are about, and whatever these
    submissions said; how many things. Part of the verb that erases. The server's rooms say anew what they still know,
    when a phone asks next."""
    said = EntitySaid.objects.filter(submission__in=[row.pk for row in submissions])
    about = Q(name__in=list(names)) | Q(home__in=list(homes))
    touched = Entity.objects.filter(versions__submission__in=[row.pk for row in submissions]).values("pk")
    rows = Entity.objects.filter(about | Q(pk__in=touched))
    keys = list(rows.values_list("pk", flat=True))
    of_things = EntitySaid.objects.filter(version__entity__in=keys)
    for some in (said, of_things):
        some.filter(state=SaidState.WAITING).update(state=SaidState.FAILED, code="intake.erased_already")
        some.exclude(told="").update(told="", why="")
    EntityVersion.objects.filter(entity__in=keys).exclude(held="").update(held="")
    Entity.objects.filter(pk__in=keys).update(held="", own="", own_mac="", pinned=False, wrote="")
    return len(keys)
