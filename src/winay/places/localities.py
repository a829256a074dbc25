"""Verb: enter rural localities below a district: the synthetic ones of a demonstration. Real ones come in packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journal.services import record
from winay.places.access import may_load_country
from winay.places.models import Place
from winay.places.rules import name_key
from winay.places.terms import CODE_LENGTH, Level


@dataclass(frozen=True, slots=True)
class LocalityRow:
    """A rural locality: its ten-digit code begins with its district's. Position in millionths of a degree."""

    code: str
    name: str
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    altitude_m: int | None = None
    community: str = ""


@transaction.atomic
def add_localities(rows: Sequence[LocalityRow], *, synthetic: bool, by: Actor, at: datetime) -> list[Place]:
    """Enter localities; `Refused` for a code whose district does not exist. Only the command line may."""
    if not may_load_country(by):
        raise NotAllowed("add_localities")
    digits = CODE_LENGTH[Level.DISTRICT]
    districts = dict(Place.objects.filter(level=Level.DISTRICT).values_list("code", "id"))
    for row in rows:
        if len(row.code) != CODE_LENGTH[Level.LOCALITY] or row.code[:digits] not in districts:
            raise Refused([Reason("places.unknown_place", {"place": row.code})])
    made = Place.objects.bulk_create(
        (
            Place(
                code=row.code,
                level=Level.LOCALITY,
                name=row.name,
                name_key=name_key(row.name),
                parent_id=districts[row.code[:digits]],
                latitude_e6=row.latitude_e6,
                longitude_e6=row.longitude_e6,
                rural=True,
                altitude_m=row.altitude_m,
                community=row.community,
                synthetic=synthetic,
            )
            for row in rows
        ),
        batch_size=500,
    )
    record(
        "places.add_localities",
        by=by,
        at=at,
        subjects=[("place", code) for code in sorted({row.code[:digits] for row in rows})],
        after={"localities": len(rows), "synthetic": synthetic},
    )
    return made
