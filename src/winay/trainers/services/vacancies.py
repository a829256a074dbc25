"""Verbs on the vacancies of a draft: add one, take one out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.nuclei.models import Nucleus
from winay.trainers.access import require_for
from winay.trainers.contest_models import Contest, Vacancy, VacancyZone
from winay.trainers.contest_rules import VacancySaid, may_add_vacancy, may_change
from winay.trainers.queries.contests import places_inside
from winay.trainers.services.records import about_contest, locked_contest
from winay.trainers.terms import ContestState


@transaction.atomic
def add_vacancy(
    *, contest: Contest, said: VacancySaid, nuclei: Sequence[Nucleus] = (), by: Actor, at: datetime
) -> Vacancy:
    """Offer posts of a draft for a zone and a language. `Refused` for zones outside of the contest's place."""
    contest = locked_contest(contest.pk)
    require_for(contest, Permission.RUN_CONTEST, by)
    places, unknown = places_inside(contest.place, said.places)
    outside = unknown + [one.name for one in nuclei if not one.district.code.startswith(contest.place.code)]
    known = Vacancy.objects.filter(contest=contest)
    refuse_unless(
        may_add_vacancy(
            said,
            state=ContestState(contest.state),
            within=contest.place.name,
            outside=outside,
            known=known.count(),
            names=list(known.values_list("name", flat=True)),
        )
    )
    position = (known.aggregate(last=Max("position"))["last"] or 0) + 1
    vacancy = Vacancy.objects.create(
        contest=contest, position=position, name=said.name.strip(), language=said.language, posts=said.posts,
        apprentices=said.apprentices,
    )  # fmt: skip
    zones = [VacancyZone(vacancy=vacancy, place=place) for place in places]
    zones += [VacancyZone(vacancy=vacancy, nucleus=one) for one in nuclei]
    VacancyZone.objects.bulk_create(zones)
    record("trainers.add_vacancy", by=by, at=at, subjects=about_contest(contest), after=_told(vacancy, zones))
    return vacancy


@transaction.atomic
def remove_vacancy(*, vacancy: Vacancy, by: Actor, at: datetime) -> None:
    """Take posts out of a draft."""
    contest = locked_contest(vacancy.contest_id)
    require_for(contest, Permission.RUN_CONTEST, by)
    refuse_unless(may_change(ContestState(contest.state)))
    zones = list(VacancyZone.objects.filter(vacancy=vacancy).select_related("place", "nucleus"))
    record("trainers.remove_vacancy", by=by, at=at, subjects=about_contest(contest), before=_told(vacancy, zones))
    VacancyZone.objects.filter(vacancy=vacancy).delete()
    vacancy.delete()


def _told(vacancy: Vacancy, zones: Sequence[VacancyZone]) -> dict[str, object]:
    return {
        "name": vacancy.name,
        "language": vacancy.language,
        "posts": vacancy.posts,
        "apprentices": vacancy.apprentices,
        "places": [one.place.code for one in zones if one.place is not None],
        "nuclei": [one.nucleus.name for one in zones if one.nucleus is not None],
    }
