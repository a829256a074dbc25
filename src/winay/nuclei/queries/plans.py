"""Plans as they stand: their groups, what each community said, what the office marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from winay.enrolment.models import Call
from winay.nuclei.formation_models import Acceptance, Edit, Formation, Group, Mark, Share, Unit
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.waiting import waiting_by_place
from winay.nuclei.rules import GroupFacts, PlanFacts, grouping_of
from winay.nuclei.terms import EditKind, FormationState, MarkKind


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan with everything a page and a rule need. `units` and `groups` by primary key, `said` the newest standing
    answer of each community, by the unit's key; `last_edit` is what undoing would take back."""

    formation: Formation
    units: Mapping[int, Unit]
    groups: Mapping[int, Group]
    shares: Sequence[Share]
    marks: Sequence[Mark]
    said: Mapping[int, Acceptance]
    last_edit: Edit | None

    @property
    def facts_by_group(self) -> dict[int, GroupFacts]:
        """The groups that hold anybody, by primary key, in the order of their numbers."""
        places: dict[int, dict[str, int]] = {}
        for share in self.shares:
            places.setdefault(share.group_id, {})[self.units[share.unit_id].place.code] = share.households
        return {
            pk: GroupFacts(
                group.number, places[pk], self.units[group.seat_id].place.code if group.seat_id else "",
                group.exception_why,
            )
            for pk, group in sorted(self.groups.items(), key=lambda one: one[1].number)
            if pk in places
        }  # fmt: skip

    def facts(self, *, waiting: Mapping[str, int] | None = None) -> PlanFacts:
        """What the rules judge. `waiting`: how many wait now, where that is to be held against the plan."""
        pairs: dict[str, list[tuple[str, str]]] = {kind: [] for kind in MarkKind}
        for mark in self.marks:
            pairs[mark.kind].append((mark.first.code, mark.second.code))
        return PlanFacts(
            state=FormationState(self.formation.state), least=self.formation.least, most=self.formation.most,
            groups=tuple(self.facts_by_group.values()),
            units={unit.place.code: unit.households for unit in self.units.values()},
            together=tuple(pairs[MarkKind.TOGETHER]), apart=tuple(pairs[MarkKind.APART]), waiting=waiting,
        )  # fmt: skip

    def unit_at(self, code: str) -> Unit | None:
        """The community with a place's code."""
        return next((unit for unit in self.units.values() if unit.place.code == code), None)

    def group_numbered(self, number: str) -> Group | None:
        """The group with a number, as an address or a form has it."""
        return next((group for group in self.groups.values() if str(group.number) == number), None)

    def groups_of(self, unit: Unit) -> list[Group]:
        """The groups that a community is in, by number: one, but where it is larger than a nucleus."""
        return [self.groups[share.group_id] for share in self.shares if share.unit_id == unit.pk]

    @property
    def unheard(self) -> list[str]:
        """Codes of communities that have not accepted their place in the plan as it stands."""
        groups = list(self.facts_by_group.values())
        return [
            unit.place.code
            for pk, unit in self.units.items()
            if not (
                (said := self.said.get(pk)) and said.accepted and said.grouping == grouping_of(unit.place.code, groups)
            )
        ]

    @property
    def last_heard(self) -> date | None:
        """The last day on which a community accepted."""
        return max((said.held_on for said in self.said.values() if said.accepted), default=None)


def whole_formations() -> "QuerySet[Formation]":
    """Plans with what their names and access need."""
    return Formation.objects.select_related("version__program", "district__parent__parent")


def formation_by_id(public_id: UUID) -> Formation | None:
    """One plan."""
    return whole_formations().filter(public_id=public_id).first()


def plan_of(formation: Formation) -> Plan:
    """Everything about a plan. Six queries."""
    held = Unit.objects.filter(formation=formation, households__gt=0).select_related("place")
    units = {one.pk: one for one in held}
    units = dict(sorted(units.items(), key=lambda one: one[1].place.code))
    groups = {one.pk: one for one in Group.objects.filter(formation=formation)}
    shares = list(Share.objects.filter(unit__formation=formation).order_by("group__number", "unit__place__code"))
    marks = list(marks_of(formation.district_id))
    said: dict[int, Acceptance] = {}
    rows = Acceptance.objects.filter(unit__formation=formation, reversed_at=None)
    for one in rows.order_by("held_on", "id"):
        said[one.unit_id] = one
    return Plan(formation, units, groups, shares, marks, said, last_edit(formation))


def groups_with(unit: Unit) -> list[GroupFacts]:
    """The groups that a community is in, without the rest of the plan. One query."""
    rows = Share.objects.filter(group__shares__unit=unit).order_by("group__number", "unit__place__code")
    places: dict[int, dict[str, int]] = {}
    seats: dict[int, str] = {}
    for number, seat, code, households in rows.values_list(
        "group__number", "group__seat__place__code", "unit__place__code", "households"
    ):
        places.setdefault(number, {})[code] = households
        seats[number] = seat or ""
    return [GroupFacts(number, there, seats[number]) for number, there in places.items()]


def last_edit(formation: Formation) -> Edit | None:
    """The newest change since the last count that was not taken back. One query, none before it was computed."""
    if formation.counted_at is None:
        return None
    rows = Edit.objects.filter(formation=formation, undone_by=None, at__gte=formation.counted_at)
    rows = rows.exclude(kind=EditKind.UNDO)
    return rows.select_related("unit__place", "origin", "target", "seat_before").order_by("-id").first()


def history_of(formation: Formation, *, limit: int = 30) -> list[Edit]:
    """The newest changes by hand, and their undoing. One query."""
    rows = Edit.objects.filter(formation=formation).select_related("unit__place", "origin", "target")
    return list(rows.order_by("-id")[:limit])


def nuclei_of(formation: Formation) -> list[Nucleus]:
    """The nuclei that an approved plan became, by name. One query."""
    return list(Nucleus.objects.filter(formation=formation).select_related("seat").order_by("name"))


def marks_of(district_id: int) -> "QuerySet[Mark]":
    """What the office says of communities of a district, by name."""
    rows = Mark.objects.filter(district=district_id, withdrawn_at=None).select_related("first", "second")
    return rows.order_by("first__name_key", "second__name_key", "id")


def mark_by_id(public_id: UUID) -> Mark | None:
    """One mark with its places."""
    return Mark.objects.select_related("first", "second", "district").filter(public_id=public_id).first()


def acceptance_by_id(public_id: UUID) -> Acceptance | None:
    """One answer of a community, with its plan."""
    rows = Acceptance.objects.select_related(
        "unit__place", "unit__formation__version__program", "unit__formation__district"
    )
    return rows.filter(public_id=public_id).first()


def waiting_now(formation: Formation) -> dict[str, int]:
    """How many wait now, by the place's code. Two queries."""
    return {place.code: count for place, count in waiting_by_place(formation.version_id, formation.district_id)}


def annulled_selections(formation: Formation) -> bool:
    """Whether every selection behind the calls of the district and version was annulled since. One query."""
    calls = Call.objects.filter(version=formation.version_id, area__district=formation.district_id)
    return calls.exists() and not calls.filter(selection__annulment=None).exists()


def files_in_use() -> set[str]:
    """Hashes of the scans of what communities said, and of plans that are being computed. Two queries."""
    scans = Acceptance.objects.exclude(scan_sha256="").values_list("scan_sha256", flat=True)
    plans = Formation.objects.exclude(plan_sha256="").values_list("plan_sha256", flat=True)
    return {*scans, *plans}
