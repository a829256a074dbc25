"""Verbs on what an office says of two communities: mark them, withdraw a mark."""

from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_at
from winay.nuclei.formation_models import Mark
from winay.nuclei.terms import MarkKind
from winay.places.models import Place
from winay.places.terms import Level
from winay.targeting.decision_rules import reason_fault


@transaction.atomic
def mark_communities(
    *, district: Place, first: Place, second: Place, kind: MarkKind, why: str, by: Actor, at: datetime
) -> Mark:
    """Say that two communities of a district always or never share a nucleus, for every plan from now on."""
    require_at(district, None, Permission.FORM_NUCLEI, by)
    first, second = sorted((first, second), key=lambda place: place.pk)
    outside = any(place.level != Level.LOCALITY or place.parent_id != district.pk for place in (first, second))
    refuse_unless(
        allow_unless(
            Reason("nuclei.same_community") if first.pk == second.pk else None,
            Reason("nuclei.other_district") if outside else None,
            reason_fault(why, short="nuclei.reason_short", most=300),
        )
    )
    try:
        with transaction.atomic():
            mark = Mark.objects.create(
                district=district, first=first, second=second, kind=kind.value, why=why.strip(),
                marked_by=by.public_id, marked_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("nuclei.marked_already")]) from None
    record(
        "nuclei.mark_communities",
        by=by,
        at=at,
        subjects=_about(mark),
        after={"kind": mark.kind, "reason": mark.why},
    )
    return mark


@transaction.atomic
def withdraw_mark(*, mark: Mark, why: str, by: Actor, at: datetime) -> Mark:
    """A mark holds no longer. It stays on record with both reasons."""
    mark = Mark.objects.select_for_update(of=("self",)).select_related("district", "first", "second").get(pk=mark.pk)
    require_at(mark.district, None, Permission.FORM_NUCLEI, by)
    if mark.withdrawn_at is not None:
        raise Refused([Reason("nuclei.withdrawn_already")])
    refuse_unless(allow_unless(reason_fault(why, short="nuclei.reason_short", most=300)))
    mark.withdrawn_by, mark.withdrawn_at, mark.withdrawn_why = by.public_id, at, why.strip()
    mark.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    record(
        "nuclei.withdraw_mark",
        by=by,
        at=at,
        subjects=_about(mark),
        before={"kind": mark.kind},
        after={"reason": mark.withdrawn_why},
    )
    return mark


def _about(mark: Mark) -> list[tuple[str, str]]:
    return [("place", code) for code in (mark.district.code, mark.first.code, mark.second.code)]
