"""The demonstration at national size: what a bench and a look at full pages need, made by the verbs that people use.

It adds to a demonstration; each room adds its part. Everything is marked synthetic but the country itself.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.models import Q

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting, is_demo
from winay.core.clock import local_date, now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.fixed import to_fixed
from winay.journal.overlap import overlapping
from winay.registry.bulk import TOGETHER, register_households
from winay.registry.consent_texts import consent_text
from winay.registry.models import Household
from winay.registry.services.registering import Registering
from winay.registry.terms import Origin
from winay.synthetic.cast import DISTRICTS
from winay.synthetic.farms import write_farm_units
from winay.synthetic.ground import Spot
from winay.synthetic.national_entering import enter_district
from winay.synthetic.national_nuclei import form_district, group_under_centrals
from winay.synthetic.national_plans import ask_in_departments, plan_district
from winay.synthetic.national_staff import APPROVED, DRAFTED, ON, Staff, at_day, staff
from winay.synthetic.national_trainers import hire_district
from winay.synthetic.national_visits import tell_visits
from winay.synthetic.population import SEED, Population
from winay.synthetic.spots import country_names, districts_of, spots_of
from winay.targeting.models import Area, AreaLocality, FarmTable, Selection, SelectionArea
from winay.targeting.queries.country import revision
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.services.decisions import approve_selection
from winay.targeting.services.drafts import confirm_override, draft_selection, propose_override, submit_selection
from winay.targeting.services.farm_units import import_farm_file
from winay.targeting.services.farms import FarmTableTerms
from winay.targeting.terms import SelectionState

HOUSEHOLDS = 420_000
FIRST = 10_000
"""Numbers below are for the districts that a demonstration begins with."""
NAME = "Censo nacional de predios de demostración"
NOTE = "Selección nacional de demostración."
EARLIER = "Entró ya con la selección de su oficina de este mismo año."
VERSION = "haku-winay@2020.1"
Tell = Callable[[str], None]
Progress = Callable[[int, int], None]


def seed_national(
    *, tell: Tell, progress: Progress = lambda done, all: None, households: int = HOUSEHOLDS
) -> None:  # fmt: skip
    """A census of farms in every rural locality and a draft of the whole country under the latest rule. With
    `households`: the draft approved, so many registered in districts that it chooses, entered in the calls of their
    areas, grouped into nuclei, planned for and given to trainers, district by district, each as far as it has come;
    and the visits of these trainers.

    `tell` hears each step, `progress` how many households, districts or visits of it are done. Refused outside a
    demonstration; what is there already is left alone, so that a seed that was cut goes on where it was."""
    if not is_demo():
        raise Refused([Reason("accounts.only_a_demo")])
    today = local_date(now(), settings.TIME_ZONE)
    carmen = acting(Person.objects.get(email="carmen@demo.invalid"), on=today)
    if not FarmTable.objects.filter(name=NAME, withdrawn_at=None).exists():
        tell("farms")
        _census(carmen)
    tell("draft")
    if not households:
        _draft(carmen)
        return
    people = staff(today)
    selection = _approved(carmen, people)
    tell = _well_known(tell)
    tell("households")
    codes = register_population(selection, carmen, households=households, progress=progress)
    tell("calls")
    _each(codes, lambda code: enter_district(selection, code, people), progress)
    tell("nuclei")
    _each(codes, lambda code: form_district(selection, code, people), progress)
    tell("centrals")
    group_under_centrals(selection, people)
    tell("plans")
    ask_in_departments(selection, codes, people)
    _each(codes, lambda code: plan_district(selection, code, people), progress)
    tell("trainers")
    _each(codes, lambda code: hire_district(selection, code, people), progress)
    tell("visits")
    tell_visits(selection, people, progress=progress)


def _well_known(tell: Tell) -> Tell:
    """Before each step, what the database knows of its tables is made anew: it was made when they were empty."""

    def told(step: str) -> None:
        tell(step)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    return told


def _each(codes: Sequence[str], work: Callable[[str], None], progress: Progress) -> None:
    """Something for every district; on PostgreSQL several are in work at once, and the database writes for one while
    Python prepares another."""
    for done, _ in enumerate(overlapping(lambda code, turn: work(code), codes), start=1):
        progress(done, len(codes))


def _draft(by: ActingPerson) -> Selection:
    """The draft of the country, made once as long as the figures stay."""
    known = Selection.objects.filter(note=NOTE, figures_revision=revision(), drafted_by=by.person)
    found = known.filter(state__in=[SelectionState.DRAFT, SelectionState.SUBMITTED]).order_by("-id").first()
    if found is not None:
        return found
    terms = find_version(VERSION)
    if terms is None:
        raise LookupError(f"the catalogue has no {VERSION}")
    return draft_selection(
        screening=screen_country(terms), territory=None, cohort=ON.year, departure="", note=NOTE, by=by,
        at=at_day(DRAFTED),
    )  # fmt: skip


def _approved(by: ActingPerson, people: Staff) -> Selection:
    """The draft, sent and approved by another person of the central office."""
    known = Selection.objects.filter(note=NOTE, state=SelectionState.APPROVED, annulment=None).select_related(
        "version__program"
    )
    if (found := known.first()) is not None:
        return found
    selection = _draft(by)
    if selection.state == SelectionState.DRAFT:
        _leave_out(selection, by, people.central)
        submit_selection(selection=selection, by=by, at=at_day(DRAFTED + 1))
    approve_selection(
        selection=selection, on=at_day(APPROVED).date(), today=people.today, by=people.central, at=at_day(APPROVED)
    )
    return known.get()


def _leave_out(selection: Selection, by: ActingPerson, second: ActingPerson) -> None:
    """Areas that entered with the first selections of the demonstration, and those that share a locality with one."""
    earlier = SelectionArea.objects.filter(
        chosen=True, selection__state=SelectionState.APPROVED, selection__version__program=selection.version.program_id
    ).exclude(selection=selection)
    localities = AreaLocality.objects.filter(area__in=earlier.values("area")).values("locality")
    sharing = AreaLocality.objects.filter(locality__in=localities).values("area")
    mine = SelectionArea.objects.filter(Q(area__in=earlier.values("area")) | Q(area__in=sharing), selection=selection)
    for one in mine.filter(chosen=True, overrides=None).order_by("pk"):
        asked = propose_override(selection_area=one, include=False, reason=EARLIER, by=by, at=at_day(DRAFTED))
        confirm_override(override=asked, by=second, at=at_day(DRAFTED + 0.5))


def register_population(
    selection: Selection, by: ActingPerson, *, households: int, progress: Progress
) -> list[str]:  # fmt: skip
    """Households in districts that a selection chooses, chunk by chunk. A chunk that is there is skipped. The codes of
    the districts, in their order."""
    spots = _spots(selection, households)
    codes = list(dict.fromkeys(spot.code[:6] for spot in spots))
    text = consent_text(ON).key
    people = Population(spots, districts_of(codes), country_names(), on=ON, consent_text=text, first=FIRST)
    act = Registering(ON, Origin.SEED, by, at_day(1), synthetic=True)
    size = TOGETHER[connection.vendor]
    starts = [start for start in range(0, len(people), size) if not _is_there(people, start, start + size)]
    facts = (one for start in starts for one in people.households(start, min(start + size, len(people))))
    done = len(people) - sum(min(size, len(people) - start) for start in starts)
    for chunk in register_households(facts, act):
        done += len(chunk.households) + len(chunk.refused)
        progress(done, len(people))
    progress(len(people), len(people))
    return codes


def _is_there(people: Population, start: int, stop: int) -> bool:
    """Whether the first or the last household of a chunk is registered: then all of it was."""
    ends = [one.public_id for at in (start, min(stop, len(people)) - 1) for one in people.households(at, at + 1)]
    return Household.objects.filter(public_id__in=ends).exists()


def _spots(selection: Selection, households: int) -> list[Spot]:
    """Places of the chosen areas with their own numbers of households, district after district all over the country,
    until there are as many as wanted; of the last district a part. More households are the same districts and others.
    The districts that a demonstration begins with have theirs already."""
    rows = SelectionArea.objects.filter(selection=selection, chosen=True).select_related("area").order_by("area__code")
    by_district: dict[str, list[Spot]] = {}
    for spot in spots_of([row.area for row in rows if row.area.code[:6] not in DISTRICTS]):
        by_district.setdefault(spot.code[:6], []).append(spot)
    codes = sorted(by_district)
    Random(f"{SEED}/districts").shuffle(codes)
    found: list[Spot] = []
    left = households
    for code in codes:
        there = sum(spot.households for spot in by_district[code])
        found += by_district[code] if there <= left else _fewer(by_district[code], left / there)
        left -= min(left, there)
        if not left:
            break
    return found


def _fewer(spots: list[Spot], share: float) -> list[Spot]:
    """A share of the households of each place."""
    found, owed = [], 0.0
    for spot in spots:
        owed += spot.households * share
        found.append(replace(spot, households=int(owed)))
        owed -= int(owed)
    return [spot for spot in found if spot.households]


def _census(by: ActingPerson) -> None:
    with TemporaryDirectory(prefix="winay-national-") as folder:
        path = Path(folder) / "censo-nacional.parquet"
        write_farm_units(path, list(_households()), keys=False)
        terms = FarmTableTerms(
            name=NAME,
            publisher="Sede central de demostración",
            as_of=date(2022, 12, 31),
            cut_ha=to_fixed("1.3", 4),
            labour_share=to_fixed("75", 2),
            property_share=to_fixed("75", 2),
            limited_sales="venta de menos de la mitad de la cosecha",
            synthetic=True,
        )
        import_farm_file(file=path.name, path=path, terms=terms, by=by, at=now())


def _households() -> Iterator[tuple[str, int]]:
    """Localities with their households; the district where no locality is known."""
    members = AreaLocality.objects.filter(current=True).order_by("locality__code")
    for code, households in members.values_list("locality__code", "households").iterator():
        if households:
            yield code, households
    whole = Area.objects.filter(retired_by=None, localities=None).order_by("code")
    for code, households in whole.values_list("district__code", "households"):
        if households:
            yield code, households
