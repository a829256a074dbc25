"""Names of what an office works with: places, people and their phones, programs, selections, tables, documents."""

from collections.abc import Callable, Iterator

from winay.accounts.models import FieldCredential, Grant, Person
from winay.documents.queries import documents_by_id
from winay.documents.rules import grouped
from winay.intake.models import FormVersion, Quarantined, Submission
from winay.journeys.pages.journal_things import Thing, uuids_of
from winay.places.models import CountLoad, Office, Pack, Place
from winay.programs.models import Program, Version
from winay.targeting.models import FarmTable, Selection


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
    for person in Person.objects.filter(public_id__in=uuids_of(keys)):
        yield str(person.public_id), Thing(person.name, "", (str(person.public_id),), person.synthetic)


def _grants(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for grant in Grant.objects.filter(public_id__in=uuids_of(keys)).select_related("person"):
        yield str(grant.public_id), Thing(grant.role, grant.person.name, (str(grant.person.public_id),))


def _selections(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    rows = Selection.objects.filter(public_id__in=uuids_of(keys)).select_related("version__program", "territory")
    for one in rows:
        name = f"{one.version.program.key}@{one.version.key} · {one.cohort}"
        yield str(one.public_id), Thing(name, one.territory.name if one.territory else "", (str(one.public_id),))


def _phones(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for phone in FieldCredential.objects.filter(public_id__in=uuids_of(keys)).select_related("place"):
        where = phone.place.name if phone.place else ""
        yield str(phone.public_id), Thing(phone.label, where, (str(phone.public_id),), phone.synthetic)


def _forms(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for form in FormVersion.objects.defer("xml").filter(public_id__in=uuids_of(keys)):
        yield str(form.public_id), Thing(form.title, form.version, (str(form.public_id),))


def _farm_tables(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for table in FarmTable.objects.filter(public_id__in=uuids_of(keys)):
        yield str(table.public_id), Thing(table.name, table.publisher, (str(table.public_id),), table.synthetic)


def _count_loads(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for load in CountLoad.objects.filter(public_id__in=uuids_of(keys)):
        yield str(load.public_id), Thing(load.name, load.counted_on.isoformat(), (), load.synthetic)


def _packs(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for pack in Pack.objects.filter(key__in=keys).order_by("id"):
        yield pack.key, Thing(pack.title, pack.country, ())


def _documents(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for key, one in documents_by_id(uuids_of(keys)).items():
        yield str(key), Thing(one.number, "", (grouped(one.code),), one.synthetic)


def _programs(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for program in Program.objects.filter(public_id__in=uuids_of(keys)):
        yield str(program.public_id), Thing(program.name, "", (program.key,))


def _versions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for version in Version.objects.filter(public_id__in=uuids_of(keys)).select_related("program"):
        address = (version.program.key, version.key)
        yield str(version.public_id), Thing("@".join(address), version.program.name, address)


def _written_versions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for key in keys:
        program, _, version = key.partition("@")
        yield key, Thing(key, "", (program, version))


def _submissions(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Submission.objects.filter(public_id__in=uuids_of(keys)).defer("body"):
        key = str(one.public_id)
        yield key, Thing(f"{one.form_id} {key[:8]}", "", (key,), one.synthetic)


def _apart(keys: set[str]) -> Iterator[tuple[str, Thing]]:
    for one in Quarantined.objects.filter(public_id__in=uuids_of(keys)).defer("body"):
        key = str(one.public_id)
        yield key, Thing(key[:8], "", (key,))


NAMES: dict[str, Callable[[set[str]], Iterator[tuple[str, Thing]]]] = {
    "submission": _submissions,
    "apart": _apart,
    "place": _places,
    "office": _offices,
    "person": _people,
    "grant": _grants,
    "phone": _phones,
    "form": _forms,
    "selection": _selections,
    "farm_table": _farm_tables,
    "document": _documents,
    "count_load": _count_loads,
    "pack": _packs,
    "program": _programs,
    "program_version": _versions,
    "version": _written_versions,
}
"""What reads the names of each kind of thing."""
