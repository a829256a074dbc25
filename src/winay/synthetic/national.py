"""The demonstration at national size: what a bench and a look at full pages need, made by the verbs that people use.

It adds to a demonstration; each room will add its part. Everything is marked synthetic but the country itself.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting, is_demo
from winay.core.clock import local_date, now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.fixed import to_fixed
from winay.synthetic.farms import write_farm_units
from winay.targeting.models import Area, AreaLocality, FarmTable
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.services.drafts import draft_selection
from winay.targeting.services.farm_units import import_farm_file
from winay.targeting.services.farms import FarmTableTerms

NAME = "Censo nacional de predios de demostración"
VERSION = "haku-winay@2020.1"


def seed_national(*, tell: Callable[[str], None]) -> None:
    """A census of farms in every rural locality, and a draft of the whole country under the latest rule. `tell` hears
    each step. Refused outside a demonstration; what is there already is left alone."""
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
    draft_selection(
        screening=screen_country(terms),
        territory=None,
        cohort=today.year + 1,
        departure="",
        note="",
        by=carmen,
        at=now(),
    )


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
