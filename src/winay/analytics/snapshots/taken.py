"""What a snapshot takes of the daily database: of which table which columns, and in how many files.

No name, number of an identity card, telephone, address or free text is taken, nor where a house stands; of a birth
only the year. Keys are the database's own: they mean nothing outside it, and lead whoever may read a household from a
figure back to it. A test goes through every column.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from django.db.models import F, IntegerField, Model
from django.db.models.expressions import Expression
from django.db.models.functions import ExtractYear
from django.db.models.query import QuerySet

from winay.analytics.snapshots.reading import arrow_type, sql_of
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.home_models import HomeAnswer
from winay.delivery.technology_models import Check, Installation
from winay.delivery.visit_models import OVER, Visit
from winay.enrolment.models import Enrolment, Refusal
from winay.nuclei.governance_models import Assembly, Mandate
from winay.nuclei.models import Membership, Nucleus, StageMove
from winay.places.models import OfficePlace, Place
from winay.plans.plan_models import Plan
from winay.programs.models import Setting, Version
from winay.registry.models import Household, Member
from winay.supervision.signal_models import Signal
from winay.trainers.contract_models import Contract, ContractNucleus

RUN = 1_000_000
"""Ids of a table of many millions that stand in one file. A file is read again when it has not as many rows as the
table has there: new ones, and those that somebody wrote meanwhile under an earlier id."""


@dataclass(frozen=True)
class Taken:
    """A table of the lake. `columns` are names and what stands in them: the way from the model to a column, or an
    expression. `bucketed` tables only grow, what ends is told beside them: their files are kept."""

    name: str
    model: type[Model]
    columns: Sequence[tuple[str, str | Expression]]
    narrow: "Callable[[QuerySet[Any, Any]], QuerySet[Any, Any]]" = field(default=lambda rows: rows)
    bucketed: bool = False

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, _type(self.model, what)) for name, what in self.columns])

    def rows(self) -> "QuerySet[Any, Any]":
        """Every row, in no order."""
        rows = self.narrow(self.model._default_manager.order_by())
        return rows.values_list(*(F(what) if isinstance(what, str) else what for _name, what in self.columns))

    @property
    def shape(self) -> str:
        """What changes when something else is taken: files of another shape are not read on."""
        return hashlib.sha256(f"{sql_of(self.rows())} {self.schema}".encode()).hexdigest()


def _type(model: type[Model], what: str | Expression) -> pa.DataType:
    if not isinstance(what, str):
        return arrow_type(what.output_field)
    *way, last = what.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    return arrow_type(model._meta.get_field("id" if last == "pk" else last))


def _same(*names: str) -> list[tuple[str, str | Expression]]:
    return [(name, name) for name in names]


TAKEN = (
    Taken("places", Place, _same("id", "code", "altitude_m"), lambda rows: rows.exclude(level="country")),
    Taken("office_places", OfficePlace, [("office", "office__code"), ("code", "place__code")]),
    Taken("versions", Version, [*_same("id"), ("program", "program__key"), ("version", "key")]),
    Taken(
        "norms", Setting, [("version", "version"), ("key", "key"), ("number", "number")],
        lambda rows: rows.filter(key="visits_per_month_min"),
    ),
    Taken("households", Household, _same("id", "place", "district", "language", "participant", "synthetic")),
    Taken(
        "participants", Member,
        [*_same("id", "sex"), ("born", ExtractYear("born_on", output_field=IntegerField()))],
        lambda rows: rows.filter(participates_for__isnull=False),
    ),
    Taken(
        "cycles", Enrolment,
        [*_same("id", "household"), ("version", "call__version"),
         *_same("enrolled_on", "must_end_by", "ended_on", "exit_reason", "source", "synthetic")],
    ),
    Taken(
        "refusals", Refusal,
        [("district", "call__area__district__code"), ("version", "call__version"),
         *_same("households", "refused_on", "reason", "withdrawn_on", "synthetic")],
    ),
    Taken(
        "nuclei", Nucleus,
        [*_same("id", "version"), ("district", "district__code"),
         ("fewest", "least"), *_same("formed_on", "closed_on", "synthetic")],
    ),
    Taken(
        "mandates", Mandate, [*_same("nucleus", "post", "began_on", "ended_on"), ("sex", "member__sex")],
    ),
    Taken(
        "assemblies", Assembly, _same("nucleus", "held_on"), lambda rows: rows.filter(state="held", reversed_at=None)
    ),
    Taken("plans", Plan, _same("nucleus", "decided_on"), lambda rows: rows.filter(state="approved")),
    Taken(
        "home_answers", HomeAnswer,
        [("check_of", "check_of"), ("membership", "check_of__membership"), ("checked_on", "check_of__checked_on"),
         *_same("item", "answer")],
        lambda rows: rows.filter(check_of__reversed_at=None),
    ),
    Taken(
        "signals", Signal,
        [*_same("nucleus", "kind", "version"), ("code", "place__code"),
         *_same("found_on", "state", "told_on", "answer_due_on", "answered_on", "outcome", "synthetic")],
    ),
    Taken("memberships", Membership, _same("id", "nucleus", "enrolment", "joined_on", "left_on")),
    Taken("stages", StageMove, _same("nucleus", "stage", "began_on"), lambda rows: rows.filter(reversed_at=None)),
    Taken(
        "contracts", Contract,
        [*_same("id"), ("sex", "applicant__sex"), *_same("version", "kind", "hired_by", "began_on", "over_on",
         "beside", "synthetic")],
    ),
    Taken("contract_nuclei", ContractNucleus, _same("contract", "nucleus")),
    Taken(
        "visits", Visit,
        _same("id", "contract", "enrolment", "nucleus", "visited_on", "recorded_at", "receiver_sex", "source"),
        bucketed=True,
    ),
    Taken("visits_over", Visit, _same("id"), lambda rows: rows.filter(OVER)),
    Taken("technologies", Technology, _same("id", "nucleus", "membership", "item", "synthetic")),
    Taken("deliveries", Delivery, _same("technology", "delivered_on"), lambda rows: rows.filter(reversed_at=None)),
    Taken(
        "installations", Installation, _same("technology", "installed_on"), lambda rows: rows.filter(reversed_at=None)
    ),
    Taken(
        "checks", Check, _same("id", "technology", "checked_on", "state", "evidence", "why"),
        lambda rows: rows.filter(reversed_at=None),
    ),
)  # fmt: skip
