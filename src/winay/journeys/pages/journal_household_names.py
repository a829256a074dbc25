"""Names of households and what belongs to them: calls, nuclei, trainers, plans, deliveries, voices, signals."""

from collections.abc import Callable, Iterator

from winay.delivery.queries.assets import whole_deliveries, whole_technologies
from winay.delivery.queries.homes import whole_homes
from winay.delivery.queries.sessions import whole_sessions
from winay.delivery.queries.visits import whole_visits
from winay.enrolment.models import Call
from winay.journeys.pages.journal_things import Thing, uuids_of
from winay.nuclei.queries.assemblies import whole_assemblies
from winay.nuclei.queries.centrals import whole_centrals
from winay.nuclei.queries.nuclei import whole_nuclei
from winay.nuclei.queries.plans import whole_formations
from winay.plans.plan_models import Plan
from winay.registry.models import Household, Import, Member
from winay.registry.rules import household_code
from winay.supervision.queries.samples import scope_of, whole_samples
from winay.supervision.queries.signals import whole_signals
from winay.trainers.application_models import Applicant
from winay.trainers.contest_models import Contest
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import Course
from winay.voices.queries.conflicts import whole_conflicts
from winay.voices.queries.grievances import whole_grievances
from winay.voices.queries.rumours import whole_rumours
from winay.voices.queries.strategies import whole_strategies


def _calls(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Call.objects.filter(public_id__in=uuids_of(keys)).select_related("area__district", "version__program")
    for one in rows:
        detail = f"{one.area.district.name}, {one.version.program.name}"
        yield str(one.public_id), Thing(one.area.name, detail, (str(one.public_id),), one.synthetic)


def _households(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Household.objects.filter(public_id__in=uuids_of(keys)).select_related("place")
    for one in rows:
        key = str(one.public_id)
        yield key, Thing(household_code(one.public_id), one.place.name, (key,), one.synthetic)


def _nuclei(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_nuclei().filter(public_id__in=uuids_of(keys)):
        key = str(one.public_id)
        yield key, Thing(one.name, f"{one.district.name}, {one.version.program.name}", (key,), one.synthetic)


def _centrals(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_centrals().filter(public_id__in=uuids_of(keys)):
        key = str(one.public_id)
        yield key, Thing(one.name, f"{one.place.name}, {one.version.program.name}", (key,), one.synthetic)


def _assemblies(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_assemblies().filter(public_id__in=uuids_of(keys)):
        key = str(one.public_id)
        yield key, Thing(one.held_on.isoformat(), one.nucleus.name, (key,), one.synthetic)


def _formations(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_formations().filter(public_id__in=uuids_of(keys)):
        key = str(one.public_id)
        yield key, Thing(one.district.name, one.drafted_at.date().isoformat(), (key,), one.synthetic)


def _imports(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Import.objects.filter(public_id__in=uuids_of(keys)):
        yield (
            str(one.public_id),
            Thing(one.file_name, one.registered_on.isoformat(), (str(one.public_id),), one.synthetic),
        )


def _members(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    """Named by their initials: the journal tells of what was done, not of whom to anybody who reads over a shoulder."""
    for one in Member.objects.filter(public_id__in=uuids_of(keys)).select_related("household"):
        letters = "".join(f"{word[:1]}. " for word in (one.given_names, one.surname_1, one.surname_2) if word).strip()
        key, household = str(one.public_id), one.household
        yield (
            key,
            Thing(
                letters or "•••", household_code(household.public_id), (str(household.public_id),), household.synthetic
            ),
        )


def _contests(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Contest.objects.filter(public_id__in=uuids_of(keys)).select_related("place"):
        yield str(one.public_id), Thing(one.name, one.place.name, (str(one.public_id),), one.synthetic)


def _contracts(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Contract.objects.filter(public_id__in=uuids_of(keys)).select_related("applicant", "hired_by")
    for one in rows:
        yield str(one.public_id), Thing(one.applicant.name, one.hired_by.name, (str(one.public_id),), one.synthetic)


def _courses(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Course.objects.filter(public_id__in=uuids_of(keys)).select_related("place"):
        yield str(one.public_id), Thing(one.name, one.place.name, (str(one.public_id),), one.synthetic)


def _applicants(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Applicant.objects.filter(public_id__in=uuids_of(keys)):
        yield str(one.public_id), Thing(one.name, "", (str(one.public_id),), one.synthetic)


def _grievances(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    """Named by their code: never by who speaks, nor by whom it is about."""
    for one in whole_grievances().prefetch_related(None).filter(public_id__in=uuids_of(keys)):
        yield str(one.public_id), Thing(household_code(one.public_id), "", (str(one.public_id),), one.synthetic)


def _rumours(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_rumours().filter(public_id__in=uuids_of(keys)):
        yield str(one.public_id), Thing(one.words[:60], one.place.name, (str(one.public_id),), one.synthetic)


def _conflicts(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_conflicts().filter(public_id__in=uuids_of(keys)):
        between = " · ".join(party.place.name for party in one.parties.all())
        yield str(one.public_id), Thing(between, one.place.name, (str(one.public_id),), one.synthetic)


def _strategies(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_strategies().filter(public_id__in=uuids_of(keys)):
        yield str(one.public_id), Thing(one.name, one.place.name, (str(one.public_id),), one.synthetic)


def _technical_plans(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Plan.objects.filter(public_id__in=uuids_of(keys)).select_related("nucleus__district"):
        key, number = str(one.public_id), f" +{one.number}" if one.number else ""
        yield key, Thing(f"{one.nucleus.name}{number}", one.nucleus.district.name, (key,), one.synthetic)


def _deliveries(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_deliveries().filter(public_id__in=uuids_of(keys)):
        key, home = str(one.public_id), one.technology.membership.enrolment.household
        yield key, Thing(household_code(home.public_id), one.nucleus.name, (key,), one.synthetic)


def _visits(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_visits().filter(public_id__in=uuids_of(keys)):
        key, home = str(one.public_id), household_code(one.enrolment.household.public_id)
        yield key, Thing(one.visited_on.isoformat(), home, (key,), one.synthetic)


def _sessions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_sessions().filter(public_id__in=uuids_of(keys)):
        key = str(one.public_id)
        yield key, Thing(one.held_on.isoformat(), one.nucleus.name, (key,), one.synthetic)


def _technologies(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    """They stand on the page of their household."""
    for one in whole_technologies().filter(public_id__in=uuids_of(keys)):
        enrolment = one.membership.enrolment
        page = (str(one.nucleus.public_id), str(enrolment.public_id))
        name = household_code(enrolment.household.public_id)
        yield str(one.public_id), Thing(name, one.nucleus.name, page, one.synthetic)


def _home_checks(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_homes().prefetch_related(None).filter(public_id__in=uuids_of(keys)):
        key, home = str(one.public_id), household_code(one.membership.enrolment.household.public_id)
        yield key, Thing(one.checked_on.isoformat(), home, (key,), one.nucleus.synthetic)


def _signals(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_signals().filter(public_id__in=uuids_of(keys)):
        name = one.contract.applicant.name if one.contract else (one.nucleus or one.office).name  # type: ignore[union-attr]
        yield str(one.public_id), Thing(name, one.place.name, (str(one.public_id),), one.synthetic)


def _samples(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_samples().filter(public_id__in=uuids_of(keys)):
        name = f"{scope_of(one).name} {one.size}/{one.population}"
        yield str(one.public_id), Thing(name, one.place.name, (str(one.public_id),), one.synthetic)


NAMES: dict[str, Callable[[set[str]], Iterator[tuple[str, Thing]]]] = {
    "signal": _signals,
    "sample": _samples,
    "delivery": _deliveries,
    "visit": _visits,
    "session": _sessions,
    "technology": _technologies,
    "home_check": _home_checks,
    "grievance": _grievances,
    "rumour": _rumours,
    "conflict": _conflicts,
    "strategy": _strategies,
    "contest": _contests,
    "contract": _contracts,
    "course": _courses,
    "applicant": _applicants,
    "household": _households,
    "member": _members,
    "call": _calls,
    "import": _imports,
    "formation": _formations,
    "technical_plan": _technical_plans,
    "nucleus": _nuclei,
    "central": _centrals,
    "assembly": _assemblies,
}
"""What reads the names of each kind of thing."""
