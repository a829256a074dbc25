"""What the versions in force ask of areas before anybody screens them: the least number of households, the travel."""

from dataclasses import dataclass
from datetime import date

from winay.core.fixed import rescale
from winay.programs.criterion_models import CriterionNumber
from winay.programs.models import Code, Setting, Version
from winay.programs.terms import CriterionKind

TRAVEL, BY_RIVER = "usual_travel", "river_boat"


@dataclass(frozen=True, slots=True)
class InForce:
    """A version in force: the newest of its program that has begun. `departments` None: everywhere, as far as known."""

    ref: str
    least_households: int | None
    by_river: bool
    departments: tuple[str, ...] | None


def versions_in_force(on: date) -> list[InForce]:
    """The version in force of each program on a day, by program. Four queries."""
    newest: dict[int, Version] = {}
    for row in Version.objects.select_related("program").filter(valid_from__lte=on).order_by("valid_from", "id"):
        newest[row.program_id] = row
    ids = [row.pk for row in newest.values()]
    least = {
        version: rescale(number, scale, 0)
        for version, number, scale in CriterionNumber.objects.filter(
            version__in=ids, name="value", criterion__kind=CriterionKind.MINIMUM_HOUSEHOLDS
        ).values_list("version_id", "number", "scale")
    }
    river = set(Setting.objects.filter(version__in=ids, key=TRAVEL, choice=BY_RIVER).values_list("version", flat=True))
    where: dict[int, list[str]] = {}
    for version, code in Code.objects.filter(version__in=ids, kind=Code.Kind.DEPARTMENT).values_list("version", "code"):
        where.setdefault(version, []).append(code)
    return [
        InForce(
            f"{row.program.key}@{row.key}",
            least.get(row.pk),
            row.pk in river,
            tuple(sorted(where.get(row.pk, ()))) if row.departments_known else None,
        )
        for row in sorted(newest.values(), key=lambda row: row.program.key)
    ]


def least_households(versions: list[InForce]) -> int:
    """The largest of the least numbers of households; 0 where no version asks for any."""
    return max((version.least_households or 0 for version in versions), default=0)


def river_places(versions: list[InForce]) -> tuple[str, ...]:
    """Codes of the places where a version in force travels by river; the empty code stands for the whole country."""
    places: set[str] = set()
    for version in versions:
        if version.by_river:
            places |= {""} if version.departments is None else set(version.departments)
    return ("",) if "" in places else tuple(sorted(places))
