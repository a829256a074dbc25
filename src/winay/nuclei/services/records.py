"""What the verbs share: the locked rows, the day it is, and what their journal lines are about."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from winay.core.clock import local_date
from winay.journal.bulk import among
from winay.nuclei.formation_models import Formation
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.plans import whole_formations
from winay.places.models import Place


def today_at(at: datetime) -> date:
    """The local date of an instant."""
    return local_date(at, settings.TIME_ZONE)


def locked_formation(pk: int) -> Formation:
    """The plan, for this transaction alone: whoever changes one takes turns."""
    Formation.objects.select_for_update(no_key=True).get(pk=pk)
    return whole_formations().get(pk=pk)


def locked_nucleus(pk: int) -> Nucleus:
    """The nucleus, for this transaction alone."""
    Nucleus.objects.select_for_update(no_key=True).get(pk=pk)
    return Nucleus.objects.select_related("version__program", "district__parent__parent", "seat").get(pk=pk)


def locked_nuclei(keys: Iterable[int]) -> dict[int, Nucleus]:
    """Some nuclei, by primary key and in the order of their keys, for this transaction alone. One query."""
    rows = Nucleus.objects.select_for_update(of=("self",), no_key=True).filter(among("nuclei_nucleus.id", sorted(keys)))
    return {one.pk: one for one in rows.select_related("version__program", "district").order_by("pk")}


def about_formation(formation: Formation, *places: Place) -> list[tuple[str, str]]:
    """The plan, its district, and places that the act is about."""
    codes = {formation.district.code, *(place.code for place in places)}
    return [("formation", str(formation.public_id)), *(("place", code) for code in sorted(codes))]


def about_nucleus(nucleus: Nucleus) -> list[tuple[str, str]]:
    """The nucleus and its district."""
    return [("nucleus", str(nucleus.public_id)), ("place", nucleus.district.code)]
