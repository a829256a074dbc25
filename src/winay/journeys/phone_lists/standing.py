"""Whether what a phone's lists were made of still stands: told by the lines of the journal about it, as long as the day
is the same. Nothing of it has to be read for that. Once a day all of it is read."""

import hashlib
import json
from dataclasses import astuple
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from winay.accounts.phones.queries import ActingPhone
from winay.intake.entities.listing import Stand, keep_ground
from winay.journal.models import Line, Subject
from winay.journeys.phone_lists.ground import Ground, Home, ground_of
from winay.trainers.queries.phones import Served, applicant_behind

MARGIN = 5_000
"""Lines before the newest that are counted again each time: a transaction may commit a line with a lower number than
one that was read."""


def still_stands(stand: Stand, on: date) -> bool:
    """Whether all of it was read this day and nothing was told since. One query, none of a phone of nobody."""
    return stand.on == on and _untold(stand)


def stood(phone: ActingPhone, before: Stand | None, on: date) -> tuple[Stand, Ground]:
    """What a phone's lists stand on now, noted, with what they are made of. What is told meanwhile is seen the next
    time: the journal is asked before what it speaks of is read."""
    untold = before is not None and _untold(before)
    about = before.about if before is not None else _written(None, Ground(on, (), ()))
    while True:
        since = _since() if not untold else 0
        stamp = before.stamp if before is not None and untold else f"{_mark(about)}.{since}.{_counted(about, since)}"
        ground = ground_of(phone, on)
        found = _written(applicant_behind(phone.public_id), ground)
        if found == about:
            kept = keep_ground(credential_pk=phone.credential_pk, before=before, stamp=stamp, on=on, about=about)
            return kept, ground
        about, untold = found, False


def ground_in(stand: Stand) -> Ground:
    """What lists are made of, as it was written down. No query."""
    told = json.loads(stand.about)
    nuclei = {pk: UUID(public_id) for pk, public_id in told["nuclei"]}
    contracts = [
        Served(pk, UUID(key), kind, version, date.fromisoformat(over_on), tuple((one, nuclei[one]) for one in served))
        for pk, key, kind, version, over_on, served in told["contracts"]
    ]
    homes = [
        Home(member, cycle, home, nucleus, UUID(public_id), nuclei[nucleus])
        for member, cycle, home, nucleus, public_id in told["homes"]
    ]
    return Ground(stand.on, contracts, homes)


def _written(trainer: UUID | None, ground: Ground) -> str:
    """All of it as a text, the same for the same: the trainer, also one without a contract now, contracts, nuclei,
    households."""
    nuclei = {pk: public_id for one in ground.contracts for pk, public_id in one.nuclei}
    nuclei |= {one.nucleus: one.nucleus_id for one in ground.homes}
    told: dict[str, Any] = {
        "trainer": trainer,
        "nuclei": sorted(nuclei.items()),
        "contracts": [
            (one.pk, one.public_id, one.kind, one.version, one.over_on, [pk for pk, _ in one.nuclei])
            for one in ground.contracts
        ],
        "homes": [astuple(one)[:5] for one in ground.homes],
    }
    return json.dumps(told, default=str, separators=(",", ":"))


def _untold(stand: Stand) -> bool:
    """Whether nothing was told since of the things that it names."""
    _, since, counted = stand.stamp.split(".")
    return _counted(stand.about, int(since)) == counted


def _mark(about: str) -> str:
    return hashlib.md5(about.encode(), usedforsecurity=False).hexdigest()


def _since() -> int:
    return max(0, (Line.objects.aggregate(n=Max("id"))["n"] or 0) - MARGIN)


def _counted(about: str, since: int) -> str:
    """How many lines after one are about any of these things, and the newest. Every verb writes one for what it
    changes."""
    told = json.loads(about)
    keys = {
        "applicant": [told["trainer"]] if told["trainer"] else [],
        "contract": [one[1] for one in told["contracts"]],
        "nucleus": [one[1] for one in told["nuclei"]],
        "household": [one[4] for one in told["homes"]],
    }
    asked = Q()
    for kind, some in keys.items():
        if some:
            asked |= Q(kind=kind, key__in=some)
    if not asked:
        return "0-0"
    found = Subject.objects.filter(asked, line_id__gt=since).aggregate(n=Count("id"), newest=Max("line_id"))
    return f"{found['n']}-{found['newest'] or 0}"
