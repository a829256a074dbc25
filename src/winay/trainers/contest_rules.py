"""When a contest may be drafted, published, closed, declared void and held anew. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from winay.core.decision import Decision, Reason, allow_unless
from winay.programs.terms import TrainerKind
from winay.registry.terms import LANGUAGES
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault
from winay.trainers.terms import ContestState, VoidWhy

MOST_BASES, MOST_NAME, MOST_VACANCIES, MOST_POSTS, MOST_ZONES = 6000, 120, 40, 50, 60
LEAST_OPEN = timedelta(days=3)
"""A public contest is open for some days, or only those who knew can apply."""
FARTHEST = timedelta(days=400)
OVER = (ContestState.VOID, ContestState.RESULTS)


@dataclass(frozen=True, slots=True)
class ContestSaid:
    """A contest as its draft says it."""

    name: str
    kind: TrainerKind
    closes_on: date
    scores_until: date
    bases: str


@dataclass(frozen=True, slots=True)
class VacancySaid:
    """Posts for a zone. `places` are codes inside the contest's place, `nuclei` how many nuclei it names."""

    name: str
    language: str
    posts: int
    places: Sequence[str]
    nuclei: int
    apprentices: bool = False


def may_draft(said: ContestSaid, *, criteria: int, today: date) -> Decision:
    """Dates in order, a name, the bases, and a version that says how the kind is scored."""
    return allow_unless(
        _named(said.name),
        None if criteria else Reason("trainers.no_criteria"),
        Reason("trainers.closes_in_past") if said.closes_on < today else None,
        Reason("trainers.dates_far", {"most": FARTHEST.days}) if said.scores_until > today + FARTHEST else None,
        Reason("trainers.scored_before_close") if said.scores_until <= said.closes_on else None,
        reason_fault(said.bases, short="trainers.bases_short", most=MOST_BASES),
    )


def may_add_vacancy(
    said: VacancySaid, *, state: ContestState, within: str, outside: Sequence[str], known: int, names: Sequence[str]
) -> Decision:
    """A vacancy of a draft: at least one zone, all inside the contest's place. `outside` names zones that are not."""
    return allow_unless(
        _draft(state),
        _named(said.name),
        Reason("trainers.vacancy_named") if said.name.strip().lower() in {one.lower() for one in names} else None,
        Reason("trainers.language") if said.language not in LANGUAGES else None,
        None if 1 <= said.posts <= MOST_POSTS else Reason("trainers.posts", {"most": MOST_POSTS}),
        None if said.places or said.nuclei else Reason("trainers.no_zone"),
        Reason("trainers.zone_outside", {"what": ", ".join(outside), "within": within}) if outside else None,
        Reason("trainers.many_zones", {"most": MOST_ZONES}) if len(said.places) + said.nuclei > MOST_ZONES else None,
        Reason("trainers.many_vacancies", {"most": MOST_VACANCIES}) if known >= MOST_VACANCIES else None,
    )


def may_change(state: ContestState) -> Decision:
    """The call of a draft alone."""
    return allow_unless(_draft(state))


def may_publish(state: ContestState, *, vacancies: int, closes_on: date, on: date) -> Decision:
    """A draft with vacancies, published some days before it closes."""
    return allow_unless(
        _draft(state),
        None if vacancies else Reason("trainers.no_vacancy"),
        Reason("trainers.open_short", {"least": LEAST_OPEN.days}) if closes_on - on < LEAST_OPEN else None,
    )


def may_close(state: ContestState, *, closes_on: date, applications: int, today: date) -> Decision:
    """From the day after the last one on; one that nobody applied to is void instead."""
    return allow_unless(
        None if state is ContestState.PUBLISHED else Reason("trainers.not_published"),
        Reason("trainers.still_open", {"on": closes_on.isoformat()}) if today <= closes_on else None,
        None if applications else Reason("trainers.nobody_applied"),
    )


def may_be_void(
    state: ContestState, why: VoidWhy, note: str, *, applications: int, passed: int | None, contracts: int
) -> Decision:
    """Any contest that did not end, and a published one whose process had a fault, while nobody was hired by it."""
    return allow_unless(
        Reason("trainers.void_already") if state is ContestState.VOID else None,
        Reason("trainers.somebody_hired", {"people": contracts}) if contracts else None,
        Reason("trainers.somebody_applied", {"people": applications})
        if why is VoidWhy.NO_APPLICANTS and applications
        else None,
        Reason("trainers.somebody_passed") if why is VoidWhy.NOBODY_PASSED and passed != 0 else None,
        reason_fault(note, short="trainers.reason_short"),
    )


def may_reopen(state: ContestState, *, reopened: bool, widened: int, wants_wider: bool) -> Decision:
    """A void contest, once; held wider, it names at least one zone more."""
    return allow_unless(
        None if state is ContestState.VOID else Reason("trainers.not_void"),
        Reason("trainers.reopened_already") if reopened else None,
        Reason("trainers.nothing_wider") if wants_wider and not widened else None,
    )


def _draft(state: ContestState) -> Reason | None:
    return None if state is ContestState.DRAFT else Reason("trainers.published_locked")


def _named(name: str) -> Reason | None:
    fault = words_fault(name, fault="trainers.name")
    return fault or (text_fault(name, most=MOST_NAME) and Reason("trainers.name", {"most": MOST_NAME}))
