"""Files of faults repeat rows as somebody sent them: one that names a person who is erased is kept no longer."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from winay.registry.files.columns import HOUSEHOLD
from winay.registry.models import Household, Import, Member
from winay.registry.queries.facts import national_ids
from winay.registry.queries.scope import DIGITS
from winay.registry.sounds import plain
from winay.registry.terms import Origin

NAMES = ("given_names", "surname_1", "surname_2")


def forget_faults(entries: Sequence[Member]) -> int:
    """Let go of every file of faults in which one of a person's entries stands; how many. Asked before the entries are
    erased. The files that were sent are gone a day after their pass, these weeks later."""
    who = _Who.of(entries)
    kept = Import.objects.exclude(report_sha256="").order_by("id").select_for_update(of=("self",))
    gone = [one.pk for one in kept if who.stands_in(one.report_sha256)]
    return Import.objects.filter(pk__in=gone).update(report_sha256="")


@dataclass(frozen=True, slots=True)
class _Who:
    """What a row says of a person: the household's key, an id, or all names in one district."""

    keys: frozenset[str]
    ids: frozenset[str]
    names: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, entries: Sequence[Member]) -> "_Who":
        homes = Household.objects.in_bulk([one.household_id for one in entries])
        opened = (national_ids().decrypt(one.national_id) for one in entries)
        return cls(
            frozenset(home.external_key for home in homes.values() if home.origin == Origin.FILE) - {""},
            frozenset(opened) - {""},
            frozenset(
                (f"{homes[one.household_id].district:06}", plain(f"{one.given_names} {one.surname_1} {one.surname_2}"))
                for one in entries
                if one.erased_at is None
            ),
        )

    def stands_in(self, digest: str) -> bool:
        try:
            with settings.WINAY_BLOBS.path(digest).open(encoding="utf-8-sig", newline="") as file:
                return any(self._is(row) for row in csv.DictReader(file))
        except FileNotFoundError:
            return False

    def _is(self, row: dict[str, str]) -> bool:
        said = {name: (row.get(name) or "").lstrip("'") for name in (HOUSEHOLD, "national_id", "place_code", *NAMES)}
        name = plain(" ".join(said[part] for part in NAMES))
        here = (said["place_code"][:DIGITS], name) in self.names
        return here or said[HOUSEHOLD] in self.keys or said["national_id"] in self.ids
