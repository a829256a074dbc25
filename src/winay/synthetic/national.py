"""The demonstration at national size: what a bench and a look at full pages need, made by the verbs that people use.

It adds to a demonstration; each room will add its part. Everything is marked synthetic but the country itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting, is_demo
from winay.core.clock import local_date, now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.fixed import to_fixed
from winay.registry.bulk import TOGETHER, register_households
from winay.registry.consent_texts import consent_text
from winay.registry.models import Household
from winay.registry.services.registering import Registering
from winay.registry.terms import Origin
from winay.synthetic.cast import DISTRICTS
from winay.synthetic.farms import write_farm_units
from winay.synthetic.population import Population
from winay.synthetic.spots import country_names, districts_of, spots_of
from winay.targeting.models import Area, AreaLocality, FarmTable, Selection, SelectionArea
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.services.drafts import draft_selection
from winay.targeting.services.farm_units import import_farm_file
from winay.targeting.services.farms import FarmTableTerms

HOUSEHOLDS = 420_000
ON = date(2026, 6, 30)
"""The day on which all of them were registered: fixed, so that the seed is the same on any day."""
FIRST = 10_000
"""Numbers below are for the districts that a demonstration begins with."""
NAME = "Censo nacional de predios de demostración"
VERSION = "haku-winay@2020.1"


def seed_national(
    *, tell: Callable[[str], None], progress: Callable[[int, int], None] = lambda done, all: None,
    households: int = HOUSEHOLDS,
) -> None:  # fmt: skip
    """A census of farms in every rural locality, a draft of the whole country under the latest rule, and `households`
    registered in the areas that it chooses. `tell` hears each step, `progress` how many households are done. Refused
    outside a demonstration; what is there already is left alone, so that a seed that was cut goes on where it was."""
    if not is_demo():
        raise Refused([Reason("accounts.only_a_demo")])
    today = local_date(now(), settings.TIME_ZONE)
    carmen = acting(Person.objects.get(email="carmen@demo.invalid"), on=today)
    if not FarmTable.objects.filter(name=NAME, withdrawn_at=None).exists():
        tell("farms")
        _census(carmen)
    tell("draft")
    terms = find_version(VERSION)
    if terms is None:
        raise LookupError(f"the catalogue has no {VERSION}")
    draft = draft_selection(
        screening=screen_country(terms),
        territory=None,
        cohort=today.year + 1,
        departure="",
        note="",
        by=carmen,
        at=now(),
    )
    if households:
        tell("households")
        register_population(draft, carmen, households=households, progress=progress)


def register_population(
    draft: Selection, by: ActingPerson, *, households: int, progress: Callable[[int, int], None]
) -> None:
    """Households in the areas that a selection chooses, chunk by chunk. A chunk that is there is skipped."""
    people = _population(draft, households)
    act = Registering(ON, Origin.SEED, by, now(), synthetic=True)
    size = TOGETHER[connection.vendor]
    starts = [start for start in range(0, len(people), size) if not _is_there(people, start, start + size)]
    facts = (one for start in starts for one in people.households(start, min(start + size, len(people))))
    done = len(people) - sum(min(size, len(people) - start) for start in starts)
    for chunk in register_households(facts, act):
        done += len(chunk.households) + len(chunk.refused)
        progress(done, len(people))
    progress(len(people), len(people))


def _is_there(people: Population, start: int, stop: int) -> bool:
    """Whether the first or the last household of a chunk is registered: then all of it was."""
    ends = [one.public_id for at in (start, min(stop, len(people)) - 1) for one in people.households(at, at + 1)]
    return Household.objects.filter(public_id__in=ends).exists()


def _population(draft: Selection, households: int) -> Population:
    """As many households as wanted, spread over the places of the chosen areas as their own numbers are. The
    districts that a demonstration begins with have theirs already."""
    rows = SelectionArea.objects.filter(selection=draft).select_related("area").order_by("area__code")
    areas = [row.area for row in rows if row.chosen and row.area.code[:6] not in DISTRICTS]
    spots = spots_of(areas)
    share = min(1.0, households / max(1, sum(spot.households for spot in spots)))
    fewer, owed = [], 0.0
    for spot in spots:
        owed += spot.households * share
        fewer.append(replace(spot, households=int(owed)))
        owed -= int(owed)
    fewer = [spot for spot in fewer if spot.households]
    districts = districts_of({spot.code[:6] for spot in fewer})
    text = consent_text(ON).key
    return Population(fewer, districts, country_names(), on=ON, consent_text=text, first=FIRST)


def _census(by: ActingPerson) -> None:
    with TemporaryDirectory(prefix="winay-national-") as folder:
        path = Path(folder) / "censo-nacional.parquet"
        write_farm_units(path, list(_households()), keys=False)
        terms = FarmTableTerms(
            name=NAME,
            publisher="Sede central de demostración",
            as_of=date(2025, 12, 31),
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
