"""Verbs on what is told of a household on a day: farm and labour, Juntos, the SISFOH class. The newest day counts; what
was told wrongly is told again for the same day. None of it decides who may take part."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journal.services import record
from winay.registry.facts import ClassFacts, DescriptionFacts, JuntosFacts
from winay.registry.models import ClassRecord, Description, Household, JuntosRecord
from winay.registry.rules import dated, description_problems
from winay.registry.services.records import about, locked_open, today_at


@transaction.atomic
def describe_household(
    *, household: Household, facts: DescriptionFacts, on: date, by: Actor, at: datetime
) -> Description:
    """Farm and labour as the household tells them on a day."""
    household = locked_open(household, by)
    _refuse_if([*_told(household, on, at), *description_problems(facts)])
    row = Description.objects.create(
        household=household,
        told_on=on,
        farm_ha=facts.farm_ha,
        labour_share=facts.labour_share,
        property_share=facts.property_share,
        sold_share=facts.sold_share,
        main_activity=facts.main_activity,
        recorded_by=by.public_id,
        recorded_at=at,
    )
    said = {"farm_ha": facts.farm_ha, "labour_share": facts.labour_share, "property_share": facts.property_share}
    after = {"on": on, **said, "sold_share": facts.sold_share}
    record("registry.describe_household", by=by, at=at, subjects=about(household), after=after)
    return row


@transaction.atomic
def record_juntos(*, household: Household, facts: JuntosFacts, on: date, by: Actor, at: datetime) -> JuntosRecord:
    """Whether the household is in Juntos on a day. It is no criterion; it says when support will end."""
    household = locked_open(household, by)
    late = facts.since is not None and facts.since > on
    _refuse_if([*_told(household, on, at), *([Reason("registry.juntos_in_future")] if late else [])])
    row = JuntosRecord.objects.create(
        household=household,
        told_on=on,
        member=facts.member,
        since=facts.since if facts.member else None,
        recorded_by=by.public_id,
        recorded_at=at,
    )
    after = {"on": on, "member": facts.member, "since": row.since}
    record("registry.record_juntos", by=by, at=at, subjects=about(household), after=after)
    return row


@transaction.atomic
def record_classification(*, household: Household, facts: ClassFacts, on: date, by: Actor, at: datetime) -> ClassRecord:
    """The class that the household's SISFOH paper shows on a day. It is copied, never computed; a paper that has
    expired may still be copied, and the page says that it has."""
    household = locked_open(household, by)
    _refuse_if(_told(household, on, at))
    row = ClassRecord.objects.create(
        household=household,
        told_on=on,
        classification=facts.classification.value,
        expires_on=facts.expires_on,
        recorded_by=by.public_id,
        recorded_at=at,
    )
    after = {"on": on, "class": facts.classification.value, "expires_on": facts.expires_on}
    record("registry.record_classification", by=by, at=at, subjects=about(household), after=after)
    return row


def _told(household: Household, on: date, at: datetime) -> list[Reason]:
    return list(dated(on, today=today_at(at), since=household.registered_on).reasons)


def _refuse_if(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(reasons)
