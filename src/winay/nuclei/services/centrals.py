"""Verbs on central nuclei: form one, add a nucleus, take it out, close, open again."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_at
from winay.nuclei.central_rules import (
    AddFacts,
    may_add,
    may_close_central,
    may_form,
    may_reopen_central,
    may_take_out,
)
from winay.nuclei.models import CentralMembership, CentralNucleus, Nucleus
from winay.nuclei.queries.centrals import last_came, name_taken, open_membership, routes_of, stays_under, whole_centrals
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.places.models import Place
from winay.places.terms import Level
from winay.programs.models import Version

ENDED = ["until_on", "ended_by", "ended_at", "ended_why"]
CLOSED = ["closed_on", "closed_why", "closed_by", "closed_at"]


@transaction.atomic
def form_central(
    *, version: Version, place: Place, name: str, on: date, by: Actor, at: datetime, synthetic: bool = False
) -> CentralNucleus:  # fmt: skip
    """Form a central nucleus of a district or province. `Refused` where the version says that it has none."""
    require_at(place, version.program.key, Permission.FORM_NUCLEI, by)
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    refuse_unless(
        may_form(
            level=Level(place.level),
            routes=routes_of(version.pk).yes,
            name=name,
            taken=name_taken(version.pk, place, name),
            on=on,
            today=today_at(at),
        )
    )
    central = CentralNucleus.objects.create(
        version=version, place=place, name=name.strip(), formed_on=on, formed_by=by.public_id, formed_at=at,
        synthetic=synthetic,
    )  # fmt: skip
    record(
        "nuclei.form_central",
        by=by,
        at=at,
        subjects=_about(central),
        after={"name": central.name, "formed_on": on, "version": f"{version.program.key}@{version.key}"},
    )
    return central


@transaction.atomic
def add_to_central(
    *, central: CentralNucleus, nucleus: Nucleus, on: date, by: Actor, at: datetime
) -> CentralMembership:  # fmt: skip
    """Put a nucleus under a central nucleus, from `on`. `Refused` for one of another place or version, or under
    another central on those days."""
    central = _locked(central, by)
    nucleus = locked_nucleus(nucleus.pk)
    refuse_unless(
        may_add(
            AddFacts(
                same_version=central.version_id == nucleus.version_id,
                inside=nucleus.district.code.startswith(central.place.code),
                central_formed_on=central.formed_on,
                central_closed=central.closed_on is not None,
                nucleus_formed_on=nucleus.formed_on,
                nucleus_closed=nucleus.closed_on is not None,
                others=stays_under(nucleus),
                on=on,
                today=today_at(at),
            )
        )
    )
    made = CentralMembership.objects.create(
        central=central, nucleus=nucleus, from_on=on, recorded_by=by.public_id, recorded_at=at
    )
    record(
        "nuclei.add_to_central",
        by=by,
        at=at,
        subjects=[*_about(central), *_also(central, nucleus)],
        after={"from_on": on},
    )
    return made


@transaction.atomic
def take_out_of_central(
    *, central: CentralNucleus, nucleus: Nucleus, on: date, mistake: bool, why: str, by: Actor, at: datetime
) -> CentralMembership:
    """Take a nucleus out: `on` is its first day out; with `mistake` it never was under the central."""
    central = _locked(central, by)
    nucleus = locked_nucleus(nucleus.pk)
    one = open_membership(central, nucleus)
    if one is None:
        raise Refused([Reason("nuclei.out_already")])
    refuse_unless(
        may_take_out(since=one.from_on, until=one.until_on, on=on, mistake=mistake, today=today_at(at), why=why)
    )
    one.until_on = one.from_on if mistake else on
    one.ended_by, one.ended_at, one.ended_why = by.public_id, at, why.strip()
    one.save(update_fields=ENDED)
    record(
        "nuclei.take_out_of_central",
        by=by,
        at=at,
        subjects=[*_about(central), *_also(central, nucleus)],
        before={"from_on": one.from_on, "until_on": None},
        after={"until_on": one.until_on, "mistake": mistake, "reason": one.ended_why},
    )
    return one


@transaction.atomic
def close_central(*, central: CentralNucleus, on: date, why: str, by: Actor, at: datetime) -> CentralNucleus:
    """Close a central nucleus: from `on` it groups nobody."""
    central = _locked(central, by, Permission.APPROVE_NUCLEI)
    refuse_unless(
        may_close_central(
            formed_on=central.formed_on,
            closed_on=central.closed_on,
            last_on=last_came(central),
            on=on,
            today=today_at(at),
            why=why,
        )
    )
    out = CentralMembership.objects.filter(central=central, until_on=None).update(
        until_on=on, ended_by=by.public_id, ended_at=at, ended_why=why.strip()
    )
    central.closed_on, central.closed_why, central.closed_by, central.closed_at = on, why.strip(), by.public_id, at
    central.save(update_fields=CLOSED)
    record(
        "nuclei.close_central",
        by=by,
        at=at,
        subjects=_about(central),
        before={"closed_on": None},
        after={"closed_on": on, "reason": central.closed_why, "nuclei": out},
    )
    return central


@transaction.atomic
def reopen_central(*, central: CentralNucleus, why: str, by: Actor, at: datetime) -> CentralNucleus:
    """Open a central nucleus again: it was closed by mistake. What it grouped is under it as before, but for nuclei
    that are elsewhere or closed by now."""
    central = _locked(central, by, Permission.APPROVE_NUCLEI)
    taken = name_taken(central.version_id, central.place, central.name, without=central.pk)
    refuse_unless(may_reopen_central(closed=central.closed_on is not None, name_taken=taken, why=why))
    before = {"closed_on": central.closed_on, "reason": central.closed_why}
    ended = CentralMembership.objects.filter(central=central, until_on=central.closed_on, ended_at=central.closed_at)
    central.closed_on, central.closed_why, central.closed_by, central.closed_at = None, "", None, None
    central.save(update_fields=CLOSED)
    back = 0
    for one in ended.select_related("nucleus"):
        assert one.until_on is not None
        others = [stay for stay in stays_under(one.nucleus) if stay.meets(one.until_on, None)]
        if one.nucleus.closed_on is None and not others:
            one.until_on, one.ended_by, one.ended_at, one.ended_why = None, None, None, ""
            one.save(update_fields=ENDED)
            back += 1
    record(
        "nuclei.reopen_central",
        by=by,
        at=at,
        subjects=_about(central),
        before=before,
        after={"closed_on": None, "reason": why.strip(), "nuclei": back},
    )
    return central


def _locked(central: CentralNucleus, by: Actor, needed: Permission = Permission.FORM_NUCLEI) -> CentralNucleus:
    CentralNucleus.objects.select_for_update(no_key=True).get(pk=central.pk)
    found = whole_centrals().get(pk=central.pk)
    require_at(found.place, found.version.program.key, needed, by)
    return found


def _about(central: CentralNucleus) -> list[tuple[str, str]]:
    return [("central", str(central.public_id)), ("place", central.place.code)]


def _also(central: CentralNucleus, nucleus: Nucleus) -> list[tuple[str, str]]:
    """The nucleus and its district, where that is not the central's place already."""
    return [one for one in about_nucleus(nucleus) if one not in _about(central)]
