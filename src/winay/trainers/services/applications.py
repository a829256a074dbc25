"""Verbs on applications: register one, say what is missing and that it came, correct what was copied, withdraw."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from winay.core.actors import Actor, Permission
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.places.models import Place
from winay.registry.queries.facts import homes_by_code, national_ids
from winay.registry.sounds import alphabetical
from winay.trainers.access import require_for
from winay.trainers.application_models import Applicant, Application
from winay.trainers.application_rules import (
    TAKEN,
    ApplicationSaid,
    PersonSaid,
    Window,
    may_apply,
    may_complete,
    may_observe,
    may_withdraw,
    person_problems,
)
from winay.trainers.contest_models import Contest, Vacancy
from winay.trainers.queries.applications import applicant_of, whole_applications
from winay.trainers.services.records import about_applicant, about_contest, locked_contest, today_at
from winay.trainers.terms import ApplicationState, ContestState


@dataclass(frozen=True, slots=True)
class Entry:
    """An application with its person, to be judged or registered. `row`: its row in a file."""

    vacancy: Vacancy
    person: PersonSaid
    said: ApplicationSaid
    row: int | None = None


def judge_entry(contest: Contest, entry: Entry, *, at: datetime) -> Decision:
    """Whether an application could be registered now. Reads, and writes nothing."""
    known = applicant_of(entry.person.national_id)
    applied = known is not None and (
        Application.objects.filter(contest=contest, applicant=known).exclude(state=ApplicationState.WITHDRAWN).exists()
    )
    other = known is not None and known.sort_key != sort_key_of(entry.person)
    return may_apply(
        entry.person,
        entry.said,
        window=window_of(contest),
        today=today_at(at),
        place_known=bool(homes_by_code([entry.said.place])),
        applied=applied,
        other_name=known.name if other and known is not None else "",
    )


@transaction.atomic
def register_application(
    *, vacancy: Vacancy, person: PersonSaid, said: ApplicationSaid, by: Actor, at: datetime
) -> Application:  # fmt: skip
    """Write down an application as the office got it. `Refused` for one that came late, for somebody under age, and
    for somebody who applied to this contest already."""
    contest = locked_contest(vacancy.contest_id)
    require_for(contest, Permission.RUN_CONTEST, by)
    return write_entry(contest, Entry(vacancy, person, said), by=by, at=at)


def write_entry(contest: Contest, entry: Entry, *, by: Actor, at: datetime) -> Application:
    """Judge and write one application of a locked contest, with its journal line."""
    refuse_unless(judge_entry(contest, entry, at=at))
    applicant = applicant_of(entry.person.national_id) or enter_applicant(
        entry.person, synthetic=contest.synthetic, by=by, at=at
    )
    said, number = entry.said, Application.objects.filter(contest=contest).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            made = Application.objects.create(
                contest=contest, vacancy=entry.vacancy, applicant=applicant, number=number + 1,
                place=Place.objects.get(code=said.place), education=said.education, file_row=entry.row,
                practice_years=said.practice_years, kin_declared=said.kin_declared.strip(),
                received_on=said.received_on, paper=said.paper, registered_by=by.public_id, registered_at=at,
                missing=said.missing.strip(), state=ApplicationState.OBSERVED if said.missing.strip() else
                ApplicationState.RECEIVED,
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("trainers.applied_already")]) from None
    record(
        "trainers.register_application", by=by, at=at, subjects=about_application(made),
        after={
            "number": made.number, "vacancy": entry.vacancy.name, "received_on": said.received_on, "paper": said.paper,
            "registered_late": today_at(at) > contest.closes_on, "missing": made.missing,
            "kin_declared": Personal(made.kin_declared),
        },
    )  # fmt: skip
    return made


def enter_applicant(person: PersonSaid, *, synthetic: bool, by: Actor, at: datetime) -> Applicant:
    """Somebody's row. Their id is encrypted; the keyed hash finds it again."""
    ids = national_ids()
    return Applicant.objects.create(
        national_id=ids.encrypt(person.national_id), national_id_hash=ids.hash(person.national_id),
        born_on=person.born_on, entered_by=by.public_id, entered_at=at, synthetic=synthetic, **columns_of(person),
    )  # fmt: skip


@transaction.atomic
def correct_applicant(*, application: Application, person: PersonSaid, by: Actor, at: datetime) -> Applicant:
    """Mend what was copied wrongly of somebody: names, sex, birth, languages, telephone. Another id is another person:
    then the application is withdrawn and registered anew."""
    contest, application = locked_application(application)
    require_for(contest, Permission.RUN_CONTEST, by)
    applicant = Applicant.objects.select_for_update(no_key=True).get(pk=application.applicant_id)
    same = national_ids().hash(person.national_id) == applicant.national_id_hash
    refuse_unless(
        allow_unless(*person_problems(person, on=application.received_on), None if same else Reason("trainers.id_kept"))
    )
    before = {name: Personal(str(getattr(applicant, name))) for name in (*columns_of(person), "born_on")}
    for name, value in (columns_of(person) | {"born_on": person.born_on}).items():
        setattr(applicant, name, value)
    applicant.save()
    after = {name: Personal(str(getattr(applicant, name))) for name in before}
    record(
        "trainers.correct_applicant", by=by, at=at, subjects=about_application(application), before=before, after=after
    )
    return applicant


@transaction.atomic
def observe_application(*, application: Application, missing: str, by: Actor, at: datetime) -> Application:
    """Say what an application lacks. Its person may bring it until the contest closes."""
    contest, application = locked_application(application)
    require_for(contest, Permission.RUN_CONTEST, by)
    refuse_unless(may_observe(ApplicationState(application.state), window=window_of(contest), missing=missing))
    application.state, application.missing = ApplicationState.OBSERVED.value, missing.strip()
    application.save(update_fields=["state", "missing"])
    record(
        "trainers.observe_application", by=by, at=at, subjects=about_application(application),
        after={"missing": application.missing},
    )  # fmt: skip
    return application


@transaction.atomic
def complete_application(*, application: Application, received_on: date, by: Actor, at: datetime) -> Application:
    """What was missing came, on a day until the contest closed; it may be told later."""
    contest, application = locked_application(application)
    require_for(contest, Permission.RUN_CONTEST, by)
    state, missing = ApplicationState(application.state), application.missing
    refuse_unless(may_complete(state, received_on=received_on, window=window_of(contest), today=today_at(at)))
    application.state, application.missing = ApplicationState.RECEIVED.value, ""
    application.save(update_fields=["state", "missing"])
    record(
        "trainers.complete_application", by=by, at=at, subjects=about_application(application),
        before={"missing": missing}, after={"received_on": received_on},
    )  # fmt: skip
    return application


@transaction.atomic
def withdraw_application(*, application: Application, on: date, why: str, by: Actor, at: datetime) -> Application:
    """Somebody takes back their application, or it should never have been registered. They may apply again while the
    contest takes applications."""
    contest, application = locked_application(application)
    require_for(contest, Permission.RUN_CONTEST, by)
    refuse_unless(
        may_withdraw(
            ApplicationState(application.state), ContestState(contest.state), on=on,
            received_on=application.received_on, today=today_at(at), why=why,
        )
    )  # fmt: skip
    application.state, application.withdrawn_on = ApplicationState.WITHDRAWN.value, on
    application.withdrawn_why, application.withdrawn_by = why.strip(), by.public_id
    application.withdrawn_at = at
    application.save(update_fields=["state", "withdrawn_on", "withdrawn_why", "withdrawn_by", "withdrawn_at"])
    record(
        "trainers.withdraw_application", by=by, at=at, subjects=about_application(application),
        after={"withdrawn_on": on, "reason": application.withdrawn_why},
    )  # fmt: skip
    return application


def about_application(application: Application) -> list[tuple[str, str]]:
    """The contest, its place and the person."""
    return [*about_contest(application.contest), *about_applicant(application.applicant)]


def locked_application(application: Application) -> tuple[Contest, Application]:
    """The application with its contest, for this transaction alone."""
    contest = locked_contest(application.contest_id)
    return contest, whole_applications().get(pk=application.pk)


def window_of(contest: Contest) -> Window:
    """When a contest takes applications."""
    return Window(ContestState(contest.state), contest.published_on, contest.closes_on)


def takes(contest: Contest) -> bool:
    """Whether applications may be registered, on the day or later from paper."""
    return contest.state in TAKEN


def sort_key_of(person: PersonSaid) -> str:
    """How somebody stands in an alphabetical list."""
    return alphabetical(person.surname_1, person.surname_2, person.given_names)[:180]


def columns_of(person: PersonSaid) -> dict[str, str]:
    """What is kept of somebody besides birth and id, by column."""
    return {
        "given_names": person.given_names.strip(),
        "surname_1": person.surname_1.strip(),
        "surname_2": person.surname_2.strip(),
        "sort_key": sort_key_of(person),
        "sex": person.sex.value,
        "languages": " ".join(person.languages),
        "phone": person.phone,
    }
