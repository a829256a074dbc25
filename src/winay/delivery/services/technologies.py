"""Verbs on technologies in households: record an installation, take it back, take a check back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Technology
from winay.delivery.queries.giving import given_to
from winay.delivery.queries.technologies import Life, life_of, owed_by
from winay.delivery.queries.visit_facts import lived, people_on
from winay.delivery.services.assets import about_technology
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import InstallFacts, may_install, may_reverse
from winay.delivery.technology_terms import NEEDS_INSTALLATION
from winay.journal.services import record
from winay.nuclei.services.records import locked_nucleus, today_at
from winay.registry.models import Member
from winay.trainers.contract_models import Contract


@dataclass(frozen=True, slots=True)
class InstallSaid:
    """An installation as it was told: the day, whether it was tried once, in front of whom, who of the household is in
    charge, and what its women and men worked, in tenths of person-days."""

    on: date
    tried: bool
    seen_by: str
    in_charge: Member | None
    women: int
    men: int
    note: str = ""


@transaction.atomic
def record_installation(
    *, technology: Technology, said: InstallSaid, by: Actor, at: datetime, trainer: Contract | None = None,
    submission: UUID | None = None,
) -> Installation:  # fmt: skip
    """Write down that a kit is in place and was tried. `Refused` before something of every kit line came. `submission`:
    the public id of what a phone sent."""
    life = _locked(technology, by)
    given = given_to(technology.membership, technology.item, said.on)
    refuse_unless(
        may_install(
            InstallFacts(
                today=today_at(at), on=said.on, delivered_on=life.delivered_on,
                lacking=[one.words for one in given.ordered if one.taken == 0],
                installed=life.installation is not None, tried=said.tried, seen_by=said.seen_by,
                member=_lived(technology, said.in_charge, said.on), women=said.women, men=said.men, note=said.note,
            )
        )
    )  # fmt: skip
    assert said.in_charge is not None
    made = Installation.objects.create(
        technology=technology, installed_on=said.on, owed=owed_by(technology, said.on), women=said.women,
        men=said.men, trainer=trainer, seen_by=said.seen_by.strip(), in_charge=said.in_charge,
        note=said.note.strip(), submission=submission, recorded_by=by.public_id, recorded_at=at,
    )  # fmt: skip
    record(
        "delivery.record_installation", by=by, at=at, subjects=about_technology(technology),
        after={"item": technology.item, "installed_on": said.on, "owed": made.owed, "worked": said.women + said.men},
    )  # fmt: skip
    return made


def _lived(technology: Technology, member: Member | None, on: date) -> bool:
    """Whether somebody was of the household on a day, wherever they and its cycle are by now."""
    if member is None:
        return False
    enrolment = technology.membership.enrolment
    where = lived(enrolment, on)
    return member.public_id in people_on(where.household if where else enrolment.household_id, on)


def _locked(technology: Technology, by: Actor) -> Life:
    """The technology with everything of it, for this transaction alone."""
    nucleus = locked_nucleus(technology.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    technology.nucleus = nucleus
    technology.membership.nucleus = nucleus
    return life_of(technology)


@transaction.atomic
def reverse_installation(*, installation: Installation, why: str, by: Actor, at: datetime) -> Installation:
    """Take back an installation that was told wrongly. `Refused` while checks stand on it."""
    life = _locked(installation.technology, by)
    found = Installation.objects.select_related("technology").get(pk=installation.pk)
    leaned = any(one.state in NEEDS_INSTALLATION for one in life.standing)
    refuse_unless(may_reverse(reversed_=found.reversed_at is not None, leaned_on=leaned, why=why))
    found.reversed_by, found.reversed_at, found.reversed_why = by.public_id, at, why.strip()
    found.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    record(
        "delivery.reverse_installation", by=by, at=at, subjects=about_technology(life.technology),
        before={"item": life.technology.item, "installed_on": found.installed_on}, after={"why": why.strip()},
    )  # fmt: skip
    return found


@transaction.atomic
def reverse_check(*, check: Check, why: str, by: Actor, at: datetime) -> Check:
    """Take back a check that was told wrongly: it is told anew."""
    life = _locked(check.technology, by)
    found = Check.objects.get(pk=check.pk)
    refuse_unless(may_reverse(reversed_=found.reversed_at is not None, leaned_on=False, why=why))
    found.reversed_by, found.reversed_at, found.reversed_why = by.public_id, at, why.strip()
    found.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    record(
        "delivery.reverse_check", by=by, at=at, subjects=about_technology(life.technology),
        before={"item": life.technology.item, "checked_on": found.checked_on, "tech_state": found.state},
        after={"why": why.strip()},
    )  # fmt: skip
    return found
