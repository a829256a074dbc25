"""What phones say of things on their lists, in the turn of the submission that says it.

What the server knows of a thing is asked before the submission is read: so what others changed since the phone last
looked stands as a version of its own, and the two can meet. Whatever becomes of it never fails the submission.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction

from winay.accounts.phones.queries import ActingPhone
from winay.core.clock import local_date
from winay.intake.entities.listing import homes_of
from winay.intake.entities.reading import Declaration
from winay.intake.entities.reordering import wake_refused
from winay.intake.entities.services import apply_said, fail_said
from winay.intake.entities.store import Row, observe
from winay.intake.processing.queue import Opened
from winay.journeys.phone_lists.ground import Ground, ground_of
from winay.journeys.phone_lists.rows import COLUMNS, HOUSEHOLDS, SCOPED, rows_of
from winay.trainers.queries.phones import contract_behind

log = logging.getLogger("winay.ingest")
OUT_OF_ORDER = ("delivery.no_technology", "delivery.not_installed", "delivery.kit_lacks", "delivery.checked_early")
"""Why a form is refused whose phone sent something before it that has not come yet."""


def observe_said(opened: Opened, said: Sequence[Declaration], *, at: datetime) -> None:
    """Make a version of each thing that is named and that changed here since it was last asked for. What is on none of
    the phone's lists today (its contract is over, the household went to another trainer) stays as it was last seen."""
    named: dict[str, set[UUID]] = {}
    for one in said:
        if one.name is not None and one.problem is None and one.dataset in COLUMNS:
            named.setdefault(one.dataset, set()).add(one.name)
    if not named or not isinstance(opened.by, ActingPhone):
        return
    ground = ground_of(opened.by, local_date(at, settings.TIME_ZONE))
    for dataset, names in named.items():
        by_scope: dict[str, list[Row]] = {}
        for scope, row in rows_of(dataset, _around(ground, dataset, names)):
            if row.name in names:
                by_scope.setdefault(scope, []).append(row)
        for scope, rows in by_scope.items():
            observe(dataset, scope, rows, at=at)


def apply_entities(opened: Opened, said: Sequence[Declaration], *, at: datetime) -> tuple[tuple[str, str], ...]:
    """Apply what a submission says of entities, and say which households that is about. What the system fails at is
    said at the submission."""
    try:
        with transaction.atomic():
            done = apply_said(
                submission=opened.row, said=said, scopes=_scopes(opened, said, at), home=home_of, at=at
            )  # fmt: skip
            if any(one.crossed for one in done):  # whoever decides sees what the list will say
                observe_said(opened, said, at=at)
            things = {(one.said.dataset, one.said.name) for one in done if one.said.name and one.said.version}
            if things:
                wake_refused(after=opened.row, things=things, codes=OUT_OF_ORDER, at=at)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("What %s says of entities could not be applied.", opened.row.public_id)
        fail_said(submission=opened.row, said=said, error=error, at=at)
        return ()
    homes = dict.fromkeys(str(one.home) for one in done if one.home)
    return tuple(("household", home) for home in homes)


def home_of(dataset: str, name: UUID, values: Mapping[str, str]) -> UUID | None:
    """The household that a thing of a list is about: itself, or the one that it names."""
    if dataset == HOUSEHOLDS:
        return name
    try:
        return UUID(values.get("household", ""))
    except ValueError:
        return None


def _scopes(opened: Opened, said: Sequence[Declaration], at: datetime) -> Mapping[str, str]:
    """Which things of each list the phone sees: what it sends is about those."""
    if not any(one.dataset in SCOPED for one in said):
        return {}
    contract = contract_behind(opened.by.public_id, local_date(at, settings.TIME_ZONE))
    return dict.fromkeys(SCOPED, contract.kind) if contract else {}


def _around(ground: Ground, dataset: str, names: Collection[UUID]) -> Ground:
    """The same of the households alone that some things are about; of all, where they were about one that is not there
    any more: what it had may be another's now, with whom it became one."""
    homes = set(names) if dataset == HOUSEHOLDS else homes_of(dataset, names)
    there = [one for one in ground.homes if one.public_id in homes]
    return replace(ground, homes=there) if there or dataset == HOUSEHOLDS else ground
