"""What the pages of the journal show: lines with the names of people and things."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from winay.accounts.phones.lists import labels_of
from winay.accounts.queries import names_of
from winay.core.actors import SYSTEM
from winay.journal.queries import history
from winay.journal.queries.history import Filters, Seen
from winay.journeys.pages import journal_household_names, journal_office_names
from winay.journeys.pages.journal_readers import Scope
from winay.journeys.pages.journal_things import Thing

MOST_SUBJECTS = 4
"""Subjects named in a list; the page of the line names up to `MOST_NAMED`."""

MOST_NAMED = 300

PUBLIC_VERBS = frozenset(
    {
        "places.load_country",
        "places.add_localities",
        "places.import_offices",
        "places.save_office",
        "programs.publish_version",
        "places.record_travel_time",
        "places.end_travel_time",
        "targeting.define_areas",
        "targeting.regroup_district",
        "targeting.move_localities",
        "targeting.merge_areas",
        "targeting.split_area",
        "targeting.undo_area_act",
        "targeting.recount_areas",
        "targeting.import_farm_table",
        "targeting.add_farm_cut",
        "targeting.withdraw_farm_table",
        "targeting.approve_selection",
        "targeting.annul_selection",
        "documents.issue",
        "documents.revoke",
    }
)
"""Acts that are public wherever they appear. Drafts, people and their roles are not among them."""

_NAMES = journal_office_names.NAMES | journal_household_names.NAMES


@dataclass(frozen=True, slots=True)
class Told:
    """Lines for a reader, with the names behind their ids: of people, and of phones. `next_before` as in
    `history.Page`."""

    lines: tuple[Seen, ...]
    actors: Mapping[UUID, str]
    phones: Mapping[UUID, str]
    things: Mapping[tuple[str, str], Thing]
    next_before: UUID | None = None


def journal(
    filters: Filters, *, before: UUID | None = None, limit: int = 50, most: int = MOST_SUBJECTS
) -> Told:  # fmt: skip
    """The journal through filters, the newest first, `most` things of each line named. Two queries, one more for each
    kind of thing on the page."""
    page = history.lines(filters, before_id=before, limit=limit)
    return _told(page.lines, page.next_before, most)


def about(
    kind: str, key: str, *, scope: Scope = Scope.ALL, before: UUID | None = None, limit: int = 50,
    most: int = MOST_SUBJECTS,
) -> Told:  # fmt: skip
    """The history of one thing, or the public part of it."""
    verbs = None if scope is Scope.ALL else PUBLIC_VERBS
    return journal(Filters(kind=kind, key=key, verbs=verbs), before=before, limit=limit, most=most)


def done_by(person: UUID, *, limit: int) -> Told:
    """The newest that somebody did."""
    return journal(Filters(actor=person), limit=limit)


def line_told(public_id: UUID) -> Told | None:
    """One line with the names of everything it is about."""
    seen = history.line(public_id)
    return None if seen is None else _told((seen,), None, MOST_NAMED)


def every_line(filters: Filters) -> Iterator[Told]:
    """The whole journal through filters, some hundred lines at a time; for an export outside a transaction."""
    before: UUID | None = None
    while True:
        told = journal(filters, before=before, limit=500)
        yield told
        if told.next_before is None:
            return
        before = told.next_before


def thing_named(kind: str, key: str) -> Thing | None:
    """The name of one thing; None when it is not there (any more) or has none."""
    return _things([(kind, key)]).get((kind, key))


def _told(lines: tuple[Seen, ...], next_before: UUID | None, most: int = MOST_SUBJECTS) -> Told:
    acted = {line.entry.actor for line in lines} - {SYSTEM.public_id}
    actors = names_of(acted)
    phones = labels_of(acted - actors.keys())
    things = _things(subject for line in lines for subject in line.entry.subjects[:most])
    return Told(lines, actors, phones, things, next_before)


def _things(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Thing]:
    wanted: dict[str, set[str]] = {}
    for kind, key in subjects:
        wanted.setdefault(kind, set()).add(key)
    found: dict[tuple[str, str], Thing] = {}
    for kind, keys in wanted.items():
        if kind in _NAMES:
            found |= {(kind, key): thing for key, thing in _NAMES[kind](keys)}
    return found
