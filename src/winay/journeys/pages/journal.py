"""What the pages of the journal show: lines with the names of people and things, and who may read which history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from winay.accounts.models import FieldCredential, Grant, Person
from winay.accounts.phones.lists import labels_of
from winay.accounts.queries import ActingPerson, names_of
from winay.core.actors import SYSTEM, Permission
from winay.delivery.queries.assets import delivery_by_id, whole_deliveries
from winay.documents.queries import documents_by_id
from winay.documents.rules import grouped
from winay.enrolment.access import may_read_call
from winay.enrolment.models import Call
from winay.enrolment.queries.calls import call_by_id
from winay.intake.models import FormVersion, Quarantined, Submission
from winay.journal.queries import history
from winay.journal.queries.history import Filters, Seen
from winay.nuclei.access import may_at, may_for
from winay.nuclei.queries.assemblies import assembly_by_id, whole_assemblies
from winay.nuclei.queries.centrals import central_by_id, whole_centrals
from winay.nuclei.queries.nuclei import nucleus_by_id, whole_nuclei
from winay.nuclei.queries.plans import formation_by_id, whole_formations
from winay.places.models import CountLoad, Office, Pack, Place
from winay.plans.plan_models import Plan
from winay.plans.queries.plans import plan_by_id
from winay.programs.models import Program, Version
from winay.registry.access import may_read_household
from winay.registry.models import Household, Import, Member
from winay.registry.rules import household_code
from winay.supervision.access import may_for as may_read_supervision
from winay.supervision.queries.samples import sample_by_id, scope_of, whole_samples
from winay.supervision.queries.signals import signal_by_id, whole_signals
from winay.supervision.sample_models import Sample
from winay.supervision.signal_models import Signal
from winay.targeting.access import may_read_selection
from winay.targeting.models import FarmTable, Selection
from winay.trainers.access import may_for as may_read_contest
from winay.trainers.access import may_for_contract
from winay.trainers.application_models import Applicant
from winay.trainers.contest_models import Contest
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import Course
from winay.trainers.queries.contests import contest_by_id
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.queries.courses import course_by_id
from winay.voices.access import may_for as may_for_grievance
from winay.voices.access import may_here, reads_conflict
from winay.voices.queries.conflicts import conflict_by_id, whole_conflicts
from winay.voices.queries.grievances import grievance_by_id, whole_grievances
from winay.voices.queries.rumours import rumour_by_id, whole_rumours
from winay.voices.queries.strategies import strategy_by_id, whole_strategies

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

PUBLIC_KINDS = frozenset(
    {
        *("place", "office", "program", "program_version", "version"),
        *("document", "farm_table", "areas", "figures", "pack", "count_load"),
    }
)
"""Things that anybody may look at, and whose public acts anybody may read."""


class Scope(StrEnum):
    """How much of a thing's history somebody may read."""

    ALL = "all"
    PUBLIC_ACTS = "public_acts"


@dataclass(frozen=True, slots=True)
class Thing:
    """A subject's name. `detail` says where it belongs; both are facts and are not translated. `address` is what its
    page asks for (a version: program and version)."""

    name: str
    detail: str = ""
    address: tuple[str, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Lines for a reader, with the names behind their ids: of people, and of phones. `next_before` as in
    `history.Page`."""

    lines: tuple[Seen, ...]
    actors: Mapping[UUID, str]
    phones: Mapping[UUID, str]
    things: Mapping[tuple[str, str], Thing]
    next_before: UUID | None = None


def journal(filters: Filters, *, before: UUID | None = None, limit: int = 50) -> Told:
    """The journal through filters, the newest first. Two queries, one more for each kind of thing on the page."""
    page = history.lines(filters, before_id=before, limit=limit)
    return _told(page.lines, page.next_before)


def about(kind: str, key: str, *, scope: Scope = Scope.ALL, before: UUID | None = None, limit: int = 50) -> Told:
    """The history of one thing, or the public part of it."""
    verbs = None if scope is Scope.ALL else PUBLIC_VERBS
    return journal(Filters(kind=kind, key=key, verbs=verbs), before=before, limit=limit)


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


def readable(kind: str, key: str, who: ActingPerson | None) -> Scope | None:
    """How much of a thing's history somebody may read; None for nothing.

    Who reads the journal reads all. A selection's history is for whoever may read the selection: approved ones are
    public acts. Of places, offices, programs and tables everybody reads the public acts.
    """
    if who is not None and who.may(Permission.READ_JOURNAL):
        return Scope.ALL
    if kind == "selection":
        found = Selection.objects.select_related("version__program", "territory").filter(public_id=_uuid(key)).first()
        return Scope.ALL if found is not None and may_read_selection(found, who) else None
    if kind in {"household", "member"}:
        place = _home(kind, _uuid(key))
        return Scope.ALL if place is not None and may_read_household(who, place) else None
    if kind == "call":
        call = _one_call(key)
        return Scope.ALL if call is not None and may_read_call(call, who) else None
    if kind == "nucleus":
        nucleus = nucleus_by_id(_uuid(key) or UUID(int=0))
        return Scope.ALL if nucleus is not None and may_for(nucleus, Permission.READ_NUCLEI, who) else None
    if kind == "central":
        central = central_by_id(_uuid(key) or UUID(int=0))
        reads = central and may_at(central.place, central.version.program.key, Permission.READ_NUCLEI, who)
        return Scope.ALL if reads else None
    if kind == "assembly":
        one = assembly_by_id(key_of) if (key_of := _uuid(key)) else None
        return Scope.ALL if one is not None and may_for(one.nucleus, Permission.READ_NUCLEI, who) else None
    if kind == "contest":
        contest = contest_by_id(_uuid(key) or UUID(int=0))
        reads = contest is not None and may_read_contest(contest, Permission.READ_TRAINERS, who)
        return Scope.ALL if reads else None
    if kind == "contract":
        contract = contract_by_id(_uuid(key) or UUID(int=0))
        reads = contract is not None and may_for_contract(contract, Permission.READ_TRAINERS, who)
        return Scope.ALL if reads else None
    if kind in _VOICES:
        return Scope.ALL if who is not None and _VOICES[kind](_uuid(key) or UUID(int=0), who) else None
    if kind == "course":
        course = course_by_id(_uuid(key) or UUID(int=0))
        reads = course is not None and may_at(course.place, course.version.program.key, Permission.READ_TRAINERS, who)
        return Scope.ALL if reads else None
    if kind == "technical_plan":
        technical = plan_by_id(_uuid(key) or UUID(int=0))
        reads = technical is not None and may_for(technical.nucleus, Permission.READ_NUCLEI, who)
        return Scope.ALL if reads else None
    if kind == "delivery":
        handed = delivery_by_id(_uuid(key) or UUID(int=0))
        reads = handed is not None and may_for(handed.nucleus, Permission.READ_NUCLEI, who)
        return Scope.ALL if reads else None
    if kind in {"signal", "sample"}:
        looked = _looked_at(kind, _uuid(key) or UUID(int=0))
        reads = looked is not None and may_read_supervision(looked, Permission.READ_SIGNALS, who)
        return Scope.ALL if reads else None
    if kind == "formation":
        plan = formation_by_id(_uuid(key) or UUID(int=0))
        return Scope.ALL if plan is not None and may_for(plan, Permission.READ_NUCLEI, who) else None
    return Scope.PUBLIC_ACTS if kind in PUBLIC_KINDS else None


def _reads_grievance(key: UUID, who: ActingPerson) -> bool:
    found = grievance_by_id(key)
    return found is not None and may_for_grievance(found, Permission.READ_VOICES, who)


def _reads_rumour(key: UUID, who: ActingPerson) -> bool:
    found = rumour_by_id(key)
    return found is not None and may_here(found.place, Permission.READ_VOICES, who)


def _reads_conflict(key: UUID, who: ActingPerson) -> bool:
    return reads_conflict(conflict_by_id(key), who)


def _reads_strategy(key: UUID, who: ActingPerson) -> bool:
    return strategy_by_id(key) is not None and who.may_somewhere(Permission.READ_VOICES)


_VOICES = {
    "grievance": _reads_grievance,
    "rumour": _reads_rumour,
    "conflict": _reads_conflict,
    "strategy": _reads_strategy,
}
"""Who may read the history of what was said."""


def _looked_at(kind: str, key: UUID) -> Signal | Sample | None:
    return signal_by_id(key) if kind == "signal" else sample_by_id(key)


def _home(kind: str, key: UUID | None) -> str | None:
    """Where a household, or the household of somebody, lives."""
    if kind == "member":
        return Member.objects.filter(public_id=key).values_list("household__place__code", flat=True).first()
    return Household.objects.filter(public_id=key).values_list("place__code", flat=True).first()


def _one_call(key: str) -> Call | None:
    public_id = _uuid(key)
    return None if public_id is None else call_by_id(public_id)


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


def _places(codes: set[str]) -> Iterator[tuple[str, Thing]]:
    for place in Place.objects.filter(code__in=codes).select_related("parent__parent"):
        parent = place.parent
        around = [parent.name] if parent else []
        around += [parent.parent.name] if parent and parent.parent else []
        yield place.code, Thing(place.name, ", ".join(around), (place.code,))


def _offices(codes: set[str]) -> Iterator[tuple[str, Thing]]:
    for office in Office.objects.filter(code__in=codes):
        yield office.code, Thing(office.name, office.code, (office.code,), office.synthetic)


def _people(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for person in Person.objects.filter(public_id__in=_uuids(keys)):
        yield str(person.public_id), Thing(person.name, "", (str(person.public_id),), person.synthetic)


def _grants(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for grant in Grant.objects.filter(public_id__in=_uuids(keys)).select_related("person"):
        yield str(grant.public_id), Thing(grant.role, grant.person.name, (str(grant.person.public_id),))


def _selections(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Selection.objects.filter(public_id__in=_uuids(keys)).select_related("version__program", "territory")
    for one in rows:
        name = f"{one.version.program.key}@{one.version.key} · {one.cohort}"
        yield str(one.public_id), Thing(name, one.territory.name if one.territory else "", (str(one.public_id),))


def _calls(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Call.objects.filter(public_id__in=_uuids(keys)).select_related("area__district", "version__program")
    for one in rows:
        detail = f"{one.area.district.name}, {one.version.program.name}"
        yield str(one.public_id), Thing(one.area.name, detail, (str(one.public_id),), one.synthetic)


def _phones(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for phone in FieldCredential.objects.filter(public_id__in=_uuids(keys)).select_related("place"):
        where = phone.place.name if phone.place else ""
        yield str(phone.public_id), Thing(phone.label, where, (str(phone.public_id),), phone.synthetic)


def _forms(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for form in FormVersion.objects.defer("xml").filter(public_id__in=_uuids(keys)):
        yield str(form.public_id), Thing(form.title, form.version, (str(form.public_id),))


def _farm_tables(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for table in FarmTable.objects.filter(public_id__in=_uuids(keys)):
        yield str(table.public_id), Thing(table.name, table.publisher, (str(table.public_id),), table.synthetic)


def _count_loads(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for load in CountLoad.objects.filter(public_id__in=_uuids(keys)):
        yield str(load.public_id), Thing(load.name, load.counted_on.isoformat(), (), load.synthetic)


def _packs(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for pack in Pack.objects.filter(key__in=keys).order_by("id"):
        yield pack.key, Thing(pack.title, pack.country, ())


def _documents(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for key, one in documents_by_id(_uuids(keys)).items():
        yield str(key), Thing(one.number, "", (grouped(one.code),), one.synthetic)


def _programs(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for program in Program.objects.filter(public_id__in=_uuids(keys)):
        yield str(program.public_id), Thing(program.name, "", (program.key,))


def _versions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for version in Version.objects.filter(public_id__in=_uuids(keys)).select_related("program"):
        address = (version.program.key, version.key)
        yield str(version.public_id), Thing("@".join(address), version.program.name, address)


def _written_versions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for key in keys:
        program, _, version = key.partition("@")
        yield key, Thing(key, "", (program, version))


def _households(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Household.objects.filter(public_id__in=_uuids(keys)).select_related("place")
    for one in rows:
        key = str(one.public_id)
        yield key, Thing(household_code(one.public_id), one.place.name, (key,), one.synthetic)


def _nuclei(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_nuclei().filter(public_id__in=_uuids(keys)):
        key = str(one.public_id)
        yield key, Thing(one.name, f"{one.district.name}, {one.version.program.name}", (key,), one.synthetic)


def _centrals(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_centrals().filter(public_id__in=_uuids(keys)):
        key = str(one.public_id)
        yield key, Thing(one.name, f"{one.place.name}, {one.version.program.name}", (key,), one.synthetic)


def _assemblies(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_assemblies().filter(public_id__in=_uuids(keys)):
        key = str(one.public_id)
        yield key, Thing(one.held_on.isoformat(), one.nucleus.name, (key,), one.synthetic)


def _formations(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_formations().filter(public_id__in=_uuids(keys)):
        key = str(one.public_id)
        yield key, Thing(one.district.name, one.drafted_at.date().isoformat(), (key,), one.synthetic)


def _imports(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Import.objects.filter(public_id__in=_uuids(keys)):
        yield (
            str(one.public_id),
            Thing(one.file_name, one.registered_on.isoformat(), (str(one.public_id),), one.synthetic),
        )


def _members(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    """Named by their initials: the journal tells of what was done, not of whom to anybody who reads over a shoulder."""
    for one in Member.objects.filter(public_id__in=_uuids(keys)).select_related("household"):
        letters = "".join(f"{word[:1]}. " for word in (one.given_names, one.surname_1, one.surname_2) if word).strip()
        key, household = str(one.public_id), one.household
        yield (
            key,
            Thing(
                letters or "•••", household_code(household.public_id), (str(household.public_id),), household.synthetic
            ),
        )


def _submissions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Submission.objects.filter(public_id__in=_uuids(keys)).defer("body"):
        key = str(one.public_id)
        yield key, Thing(f"{one.form_id} {key[:8]}", "", (key,), one.synthetic)


def _apart(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Quarantined.objects.filter(public_id__in=_uuids(keys)).defer("body"):
        key = str(one.public_id)
        yield key, Thing(key[:8], "", (key,))


def _contests(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Contest.objects.filter(public_id__in=_uuids(keys)).select_related("place"):
        yield str(one.public_id), Thing(one.name, one.place.name, (str(one.public_id),), one.synthetic)


def _contracts(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Contract.objects.filter(public_id__in=_uuids(keys)).select_related("applicant", "hired_by")
    for one in rows:
        yield str(one.public_id), Thing(one.applicant.name, one.hired_by.name, (str(one.public_id),), one.synthetic)


def _courses(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Course.objects.filter(public_id__in=_uuids(keys)).select_related("place"):
        yield str(one.public_id), Thing(one.name, one.place.name, (str(one.public_id),), one.synthetic)


def _applicants(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Applicant.objects.filter(public_id__in=_uuids(keys)):
        yield str(one.public_id), Thing(one.name, "", (str(one.public_id),), one.synthetic)


def _grievances(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    """Named by their code: never by who speaks, nor by whom it is about."""
    for one in whole_grievances().prefetch_related(None).filter(public_id__in=_uuids(keys)):
        yield str(one.public_id), Thing(household_code(one.public_id), "", (str(one.public_id),), one.synthetic)


def _rumours(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_rumours().filter(public_id__in=_uuids(keys)):
        yield str(one.public_id), Thing(one.words[:60], one.place.name, (str(one.public_id),), one.synthetic)


def _conflicts(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_conflicts().filter(public_id__in=_uuids(keys)):
        between = " · ".join(party.place.name for party in one.parties.all())
        yield str(one.public_id), Thing(between, one.place.name, (str(one.public_id),), one.synthetic)


def _strategies(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_strategies().filter(public_id__in=_uuids(keys)):
        yield str(one.public_id), Thing(one.name, one.place.name, (str(one.public_id),), one.synthetic)


def _technical_plans(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Plan.objects.filter(public_id__in=_uuids(keys)).select_related("nucleus__district"):
        key, number = str(one.public_id), f" +{one.number}" if one.number else ""
        yield key, Thing(f"{one.nucleus.name}{number}", one.nucleus.district.name, (key,), one.synthetic)


def _deliveries(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_deliveries().filter(public_id__in=_uuids(keys)):
        key, home = str(one.public_id), one.technology.membership.enrolment.household
        yield key, Thing(household_code(home.public_id), one.nucleus.name, (key,), one.synthetic)


def _signals(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_signals().filter(public_id__in=_uuids(keys)):
        name = one.contract.applicant.name if one.contract else (one.nucleus or one.office).name  # type: ignore[union-attr]
        yield str(one.public_id), Thing(name, one.place.name, (str(one.public_id),), one.synthetic)


def _samples(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in whole_samples().filter(public_id__in=_uuids(keys)):
        name = f"{scope_of(one).name} {one.size}/{one.population}"
        yield str(one.public_id), Thing(name, one.place.name, (str(one.public_id),), one.synthetic)


_NAMES = {
    "signal": _signals,
    "sample": _samples,
    "delivery": _deliveries,
    "grievance": _grievances,
    "rumour": _rumours,
    "conflict": _conflicts,
    "strategy": _strategies,
    "contest": _contests,
    "contract": _contracts,
    "course": _courses,
    "applicant": _applicants,
    "submission": _submissions,
    "apart": _apart,
    "place": _places,
    "office": _offices,
    "person": _people,
    "grant": _grants,
    "phone": _phones,
    "form": _forms,
    "selection": _selections,
    "household": _households,
    "member": _members,
    "call": _calls,
    "import": _imports,
    "formation": _formations,
    "technical_plan": _technical_plans,
    "nucleus": _nuclei,
    "central": _centrals,
    "assembly": _assemblies,
    "farm_table": _farm_tables,
    "document": _documents,
    "count_load": _count_loads,
    "pack": _packs,
    "program": _programs,
    "program_version": _versions,
    "version": _written_versions,
}


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _uuids(keys: set[str]) -> list[UUID]:
    return [found for found in map(_uuid, keys) if found is not None]
