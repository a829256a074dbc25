"""Verbs: load the households that an office counted, locality by locality, and withdraw a wrong file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from winay.core.actors import NOBODY, Actor, Permission
from winay.core.blobs import BlobStore
from winay.core.clock import local_date
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.journal.bulk import insert_rows
from winay.journal.services import record
from winay.places.access import may_count_households
from winay.places.counts.files import CountRow, LocalityFacts, codes_in, read_counts
from winay.places.counts.queries import counted_households, households_from, people, rural_estimates, rural_localities
from winay.places.folder.localities import DISTRICT, Known
from winay.places.models import CountLoad, HouseholdCount, Place
from winay.places.terms import CODE_LENGTH, Level

MOST_NAME, MOST_REASON, MOST_FILE_NAME = 160, 300, 200


@dataclass(frozen=True, slots=True)
class DistrictChange:
    """What a file changes in one district: localities counted in it, those for which a newer count stays in force, and
    the district's rural households before and after (None: unknown for some locality)."""

    code: str
    name: str
    localities: int
    older: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class LoadedCounts:
    """A file that was loaded, or checked when `load` is None."""

    load: CountLoad | None
    districts: tuple[DistrictChange, ...]

    @property
    def district_codes(self) -> list[str]:
        """The districts it counts in."""
        return [change.code for change in self.districts]


def load_counts(
    *,
    file: str,
    content: bytes,
    name: str,
    counted_on: date,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    synthetic: bool = False,
) -> LoadedCounts:
    """Households counted in localities (CSV or XLSX) take the place of estimates; the original file is kept.

    Of several counts of a locality the newest day decides. A community that the file names is noted at its locality.
    `BadInputs` names every fault and nothing is loaded; `NotAllowed` where a district lies outside the actor's
    territory; `Refused` for an empty name, a day in the future, or a file that is loaded already. With `dry_run`
    everything is checked and computed and nothing written.
    """
    name = name.strip()
    refuse_unless(_may_be_said(name, counted_on, today=local_date(at, settings.TIME_ZONE)))
    rows = _read(file, content)
    districts = sorted({row.code[:DISTRICT] for row in rows})
    _may(by, districts)
    changes = _changes(rows, districts, counted_on)
    if dry_run:
        return LoadedCounts(None, changes)
    store: BlobStore = settings.WINAY_BLOBS
    digest = store.put(content)
    with transaction.atomic():
        if CountLoad.objects.filter(file_sha256=digest, withdrawn_at=None).exists():
            raise Refused([Reason("places.count_again")])
        load = CountLoad.objects.create(
            name=name,
            counted_on=counted_on,
            synthetic=synthetic,
            file_name=file[-MOST_FILE_NAME:],
            file_sha256=digest,
            loaded_by=by.public_id,
            loaded_at=at,
        )
        _write(load, rows, by, at)
    return LoadedCounts(load, changes)


def _may_be_said(name: str, counted_on: date, *, today: date) -> Decision:
    """Whether a count may be called so and be of that day."""
    return allow_unless(
        None if name else Reason("places.count_unnamed"),
        Reason("places.count_name_long", {"most": MOST_NAME}) if len(name) > MOST_NAME else None,
        Reason("places.counted_in_future") if counted_on > today else None,
    )


def _write(load: CountLoad, rows: Sequence[CountRow], by: Actor, at: datetime) -> None:
    """The rows of a load, the communities they name, and the line in the journal."""
    counts = ((load.pk, row.place, row.households) for row in rows)
    insert_rows(HouseholdCount, ("load_id", "place_id", "households"), counts)
    communities = _note_communities(rows)
    before = {"communities": {code: old for code, (old, _) in communities.items()}} if communities else None
    after: dict[str, object] = {
        "name": load.name,
        "counted_on": load.counted_on,
        "file": load.file_sha256,
        "localities": len(rows),
        "households_counted": sum(row.households for row in rows),
    }
    if communities:
        after["communities"] = {code: new for code, (_, new) in communities.items()}
    subjects = _subjects(load, [row.code for row in rows])
    record("places.load_counts", by=by, at=at, subjects=subjects, before=before, after=after)


@transaction.atomic
def withdraw_counts(*, load: CountLoad, reason: str, by: Actor, at: datetime) -> list[str]:
    """Take a wrong file out of use; the districts it counted in, whose estimates stand again. It stays on record, as
    do the communities it named. `Refused` without a reason, for one withdrawn before, and for a pack's own count."""
    load = CountLoad.objects.select_for_update().get(pk=load.pk)
    codes = list(load.counts.order_by("place__code").values_list("place__code", flat=True))
    districts = sorted({code[:DISTRICT] for code in codes})
    _may(by, districts)
    reason = reason.strip()
    refuse_unless(
        allow_unless(
            Reason("places.count_withdrawn") if load.withdrawn_at is not None else None,
            Reason("places.count_of_pack") if load.loaded_by == NOBODY else None,
            None if reason else Reason("places.reason_missing"),
            Reason("places.reason_long", {"most": MOST_REASON}) if len(reason) > MOST_REASON else None,
        )
    )
    load.withdrawn_at, load.withdrawn_why = at, reason
    load.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record(
        "places.withdraw_counts",
        by=by,
        at=at,
        subjects=_subjects(load, codes),
        before={"in_use": True},
        after={"in_use": False, "reason": reason},
    )
    return districts


def _may(by: Actor, districts: Collection[str]) -> None:
    for code in districts:
        if not may_count_households(by, code):
            raise NotAllowed(Permission.MAP_TERRITORY)


def _subjects(load: CountLoad, codes: Sequence[str]) -> list[tuple[str, str]]:
    """The file, its districts, and its localities."""
    places = sorted({*(code[:DISTRICT] for code in codes), *codes}, key=lambda code: (len(code), code))
    return [("count_load", str(load.public_id)), *(("place", code) for code in places)]


def _read(file: str, content: bytes) -> list[CountRow]:
    """The file against what is registered of its localities and published of their districts."""
    codes = codes_in(file, content)
    districts = {code[:DISTRICT] for code in codes if len(code) == CODE_LENGTH[Level.LOCALITY]}
    rows = Place.objects.filter(parent__code__in=districts, level=Level.LOCALITY.value)
    localities = {
        code: LocalityFacts(place, name, rural)
        for place, code, name, rural in rows.values_list("id", "code", "name", "rural")
        if code in codes
    }
    return read_counts(
        file, content, localities=localities, known=Known(districts, rural_estimates(districts), people(districts))
    )


def _changes(rows: Sequence[CountRow], districts: Collection[str], counted_on: date) -> tuple[DistrictChange, ...]:
    """Rural households of each district before and after, by the rule that reads them everywhere."""
    rural, estimates = rural_localities(districts), rural_estimates(districts)
    kept = counted_households(districts)
    older = {row.place for row in rows if row.place in kept and kept[row.place].counted_on > counted_on}
    now = {place: one.households for place, one in kept.items()}
    then = now | {row.place: row.households for row in rows if row.place not in older}
    before, after = households_from(rural, now, estimates), households_from(rural, then, estimates)
    names = dict(Place.objects.filter(code__in=districts).values_list("code", "name"))
    found = []
    for district in districts:
        mine = [row.place for row in rows if row.code.startswith(district)]
        # A synthetic locality beside real ones is part of the district's sum only once it is counted.
        everywhere = {*rural.get(district, {}).values(), *mine}
        found.append(
            DistrictChange(
                district, names[district], len(mine), sum(place in older for place in mine),
                _total(before[place][0] for place in everywhere if place in before),
                _total(after[place][0] for place in everywhere if place in after),
            )
        )  # fmt: skip
    return tuple(found)


def _total(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return None if None in found else sum(number or 0 for number in found)


def _note_communities(rows: Sequence[CountRow]) -> dict[str, tuple[str, str]]:
    """Note the community of localities where the file names another; what it was and what it is, by code."""
    named = {row.place: row for row in rows if row.community}
    changed = {}
    for place in Place.objects.filter(pk__in=named).order_by("code"):
        row = named[place.pk]
        if place.community != row.community:
            changed[row.code] = (place.community, row.community)
            Place.objects.filter(pk=place.pk).update(community=row.community)
    return changed
