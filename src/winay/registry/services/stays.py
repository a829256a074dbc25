"""Verbs on where members live for a time: work in the city, a harvest, studies. They stay members."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.registry.facts import AwayFacts
from winay.registry.models import Member, PastStay
from winay.registry.queries.facts import places_by_code
from winay.registry.rules import dated
from winay.registry.services.records import about, locked_member, today_at
from winay.registry.terms import Whereabouts


@transaction.atomic
def move_away(*, member: Member, away: AwayFacts, by: Actor, at: datetime) -> Member:
    """Somebody lives elsewhere for a time, or goes on from one place to another. It may be told much later."""
    household, member = locked_member(member, by)
    place = places_by_code([away.place_code] if away.place_code else [])
    since = member.away_since or member.born_on or member.joined_on
    refuse_unless(
        allow_unless(
            *dated(away.since, today=today_at(at), since=since).reasons,
            Reason("registry.member_left") if member.left_on is not None else None,
            Reason("registry.at_home") if away.whereabouts is Whereabouts.HOME else None,
            Reason("registry.place_unknown", {"place": away.place_code}) if away.place_code and not place else None,
        )
    )
    before = _keep_stay(member, away.since)
    member.whereabouts, member.away_since = away.whereabouts.value, away.since
    member.away_reason, member.away_place_id = away.reason.value, place.get(away.place_code)
    _save(member)
    said = {"whereabouts": member.whereabouts, "on": away.since, "reason": member.away_reason}
    told = {"whereabouts": before}
    record("registry.move_away", by=by, at=at, subjects=about(household, member), before=told, after=said)
    return member


@transaction.atomic
def come_home(*, member: Member, on: date, by: Actor, at: datetime) -> Member:
    """Somebody lives at home again. On the very day on which the stay began, it was entered by mistake and leaves
    no trace but in the journal."""
    household, member = locked_member(member, by)
    refuse_unless(
        allow_unless(
            Reason("registry.at_home") if member.away_since is None else None,
            *dated(on, today=today_at(at), since=member.away_since or on).reasons,
        )
    )
    before = _keep_stay(member, on)
    member.whereabouts, member.away_since, member.away_reason, member.away_place = (
        Whereabouts.HOME.value,
        None,
        "",
        None,
    )
    _save(member)
    said, told = {"whereabouts": member.whereabouts, "on": on}, {"whereabouts": before}
    record("registry.come_home", by=by, at=at, subjects=about(household, member), before=told, after=said)
    return member


def _keep_stay(member: Member, until: date) -> str:
    """Keep the stay that ends, unless it is empty; where the member was."""
    if member.away_since is not None and until > member.away_since:
        PastStay.objects.create(
            member=member,
            whereabouts=member.whereabouts,
            place_id=member.away_place_id,
            reason=member.away_reason,
            from_on=member.away_since,
            until_on=until,
        )
    return member.whereabouts


def _save(member: Member) -> None:
    member.save(update_fields=["whereabouts", "away_since", "away_reason", "away_place"])
