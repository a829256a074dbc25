"""What phones say of things on their lists, in the turn of the submissions that say it.

What the server knows of a thing is asked before the submission is read: so what others changed since the phone last
looked stands as a version of its own, and the two can meet. Whatever becomes of it never fails the submission.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction

from winay.accounts.phones.queries import ActingPhone
from winay.core.clock import local_date
from winay.intake.entities.applying import Applied, Saying, apply_several, fail_said
from winay.intake.entities.listing import homes_of
from winay.intake.entities.reading import Declaration
from winay.intake.entities.store import Row, lock_names, locked, observe
from winay.intake.models import Submission
from winay.journeys.phone_lists.ground import Ground, grounds_of, united
from winay.journeys.phone_lists.rows import COLUMNS, HOUSEHOLDS, PLAN_ITEMS, SCOPED, rows_of
from winay.trainers.queries.phones import contract_behind, contracts_behind

log = logging.getLogger("winay.ingest")
Subjects = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A submission with what it says of entities, and the phone that brought it."""

    submission: Submission
    said: Sequence[Declaration]
    phone: ActingPhone


class Lists:
    """What some submissions say of the lists of their phones. Three queries; nothing is read of what says nothing."""

    def __init__(self, heard: Collection[Heard], *, at: datetime) -> None:
        self._at, self._on = at, local_date(at, settings.TIME_ZONE)
        lists = {one.dataset for each in heard for one in each.said} & COLUMNS.keys()
        homes = {name for each in heard for name in _named(each, HOUSEHOLDS)}
        narrow = homes if lists == {HOUSEHOLDS} else None
        self._grounds = grounds_of({one.phone for one in heard}, self._on, households=narrow) if lists else {}
        items = {name for each in heard for name in _named(each, PLAN_ITEMS)}
        self._items = homes_of(PLAN_ITEMS, items) if items else {}

    def thing_of(self, one: Heard) -> UUID | None:
        """The household that a submission says something of, or of the plan of which, where it speaks of that one alone
        and its phone has it on its list today."""
        ground = self._grounds.get(one.phone.public_id)
        found = {self._household(said) for said in one.said}
        if ground is None or len(found) != 1:
            return None
        (household,) = found
        return household if household in {home.public_id for home in ground.homes} else None

    def _household(self, said: Declaration) -> UUID | None:
        if said.name is None or said.problem is not None:
            return None
        if said.dataset == HOUSEHOLDS:
            return said.name
        return self._items.get(said.name) if said.dataset == PLAN_ITEMS else None

    def observe(self, heard: Sequence[Heard]) -> None:
        """Make a version of each thing that is named and that changed here since it was last asked for. What is on none
        of the phone's lists today (its contract is over, the household went to another trainer) stays as it was last
        seen."""
        named = {dataset: {name for one in self._listed(heard) for name in _named(one, dataset)} for dataset in COLUMNS}
        try:
            with transaction.atomic():
                lock_names({dataset: some for dataset, some in named.items() if some})
                for dataset, some in named.items():
                    if some:
                        locked(dataset, some)  # before what the rooms know is read
                        self._observe(dataset, heard)
        except OperationalError:
            raise
        except Exception:
            log.exception("What the lists should say could not be asked.")

    def apply(self, heard: Sequence[Heard]) -> list[Subjects]:
        """Apply what submissions say of entities, and say which households that is about. What the system fails at is
        said at the submission, and keeps no other out."""
        applied = self._tried(lambda: self._applied(heard)) if len(heard) > 1 else None
        done = applied if isinstance(applied, list) else [self._alone(one) for one in heard]
        crossed = [one for one, some in zip(heard, done, strict=True) if any(each.crossed for each in some)]
        if crossed:  # whoever decides sees what the list will say
            self.observe(crossed)
        return [_subjects(some) for some in done]

    def _listed(self, heard: Sequence[Heard]) -> list[Heard]:
        """Those of phones that have anything on a list."""
        grounds = ((one, self._grounds.get(one.phone.public_id)) for one in heard)
        return [one for one, ground in grounds if ground is not None and not ground.nothing]

    def _observe(self, dataset: str, heard: Sequence[Heard]) -> None:
        grounds: list[Ground] = []
        wanted: set[tuple[UUID, UUID]] = set()
        every = {name for one in heard for name in _named(one, dataset)}
        homes = {name: name for name in every} if dataset == HOUSEHOLDS else homes_of(dataset, every) if every else {}
        for one in self._listed(heard):
            if names := _named(one, dataset):
                here = _around(self._grounds[one.phone.public_id], dataset, {homes[n] for n in names if n in homes})
                wanted |= {(name, home.public_id) for name in names for home in here.homes}
                grounds.append(here)
        if not grounds:
            return
        by_scope: dict[str, list[Row]] = {}
        for scope, row in rows_of(dataset, united(grounds)):
            if (row.name, row.home) in wanted:
                by_scope.setdefault(scope, []).append(row)
        for scope, rows in by_scope.items():
            observe(dataset, scope, rows, at=self._at)

    def _alone(self, one: Heard) -> list[Applied]:
        found = self._tried(lambda: self._applied([one]))
        if isinstance(found, list):
            return found[0]
        fail_said(Saying(one.submission, one.said, {}), error=found, at=self._at)
        return []

    def _applied(self, heard: Sequence[Heard]) -> list[list[Applied]]:
        scopes = _scopes(heard, self._on)
        told = [Saying(one.submission, one.said, scopes.get(one.phone.public_id, {})) for one in heard]
        return apply_several(told, home=home_of, at=self._at)

    def _tried(self, act: Callable[[], list[list[Applied]]]) -> list[list[Applied]] | Exception:
        try:
            with transaction.atomic():
                return act()
        except OperationalError:
            raise
        except Exception as error:
            log.exception("What was said of entities could not be applied.")
            return error


def home_of(dataset: str, name: UUID, values: Mapping[str, str]) -> UUID | None:
    """The household that a thing of a list is about: itself, or the one that it names."""
    if dataset == HOUSEHOLDS:
        return name
    try:
        return UUID(values.get("household", ""))
    except ValueError:
        return None


def _scopes(heard: Sequence[Heard], on: date) -> Mapping[UUID, Mapping[str, str]]:
    """By phone: which things of each list it sees; what it sends is about those. Two queries, none for lists of which
    all see the same."""
    asking = {one.phone.public_id for one in heard if any(said.dataset in SCOPED for said in one.said)}
    found = {}
    for phone, theirs in contracts_behind(asking).items() if asking else ():
        contract = contract_behind(theirs, on)
        found[phone] = dict.fromkeys(SCOPED, contract.kind) if contract else {}
    return found


def _named(one: Heard, dataset: str) -> set[UUID]:
    """The things of a list that a submission names well."""
    return {
        said.name for said in one.said if said.dataset == dataset and said.name is not None and said.problem is None
    }


def _around(ground: Ground, dataset: str, homes: Collection[UUID]) -> Ground:
    """The same of the households alone that some things are about; of all, where they were about one that is not there
    any more: what it had may be another's now, with whom it became one."""
    here = ground.around(homes)
    return here if here.homes or dataset == HOUSEHOLDS else ground


def _subjects(some: Sequence[Applied]) -> Subjects:
    homes = dict.fromkeys(str(one.home) for one in some if one.home)
    return tuple(("household", home) for home in homes)
