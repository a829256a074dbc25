"""The verb that brings a draft's counts up to date: households that entered or left the program since it was computed.

Communities keep their groups. What must be asked again, and what no longer fits, the plan then says itself.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.formation_models import Formation, Group, Share, Unit
from winay.nuclei.queries.waiting import waiting_by_place
from winay.nuclei.rules import may_edit
from winay.nuclei.services.editing import settle_seat
from winay.nuclei.services.records import about_formation, locked_formation
from winay.nuclei.terms import FormationState


@transaction.atomic
def recount_plan(*, formation: Formation, by: Actor, at: datetime) -> Formation:
    """Count anew who waits. A community that is new goes into the smallest group; one where nobody waits any more
    leaves the plan. Changes made before cannot be taken back afterwards. `Refused` where nothing changed."""
    formation = locked_formation(formation.pk)
    require_for(formation, Permission.FORM_NUCLEI, by)
    refuse_unless(may_edit(FormationState(formation.state)))
    now = {place.pk: count for place, count in waiting_by_place(formation.version_id, formation.district_id)}
    units = {unit.place_id: unit for unit in Unit.objects.filter(formation=formation, households__gt=0)}
    if now == {place: unit.households for place, unit in units.items()}:
        raise Refused([Reason("nuclei.counts_same")])
    before = formation.households
    for place, unit in units.items():
        _recount(unit, now.get(place, 0))
    for place in now.keys() - units.keys():
        _add(formation, place, now[place])
    formation.households, formation.counted_at = sum(now.values()), at
    formation.save(update_fields=["households", "counted_at"])
    record(
        "nuclei.recount_plan",
        by=by,
        at=at,
        subjects=about_formation(formation),
        before={"households": before},
        after={"households": formation.households},
    )
    return formation


def _recount(unit: Unit, households: int) -> None:
    """The same groups with the new number: what is more goes to the smallest share, what is less leaves the largest."""
    shares = list(Share.objects.filter(unit=unit).order_by("households", "id"))
    more = households - unit.households
    if more > 0 and shares:
        shares[0].households += more
    while more < 0 and shares:
        taken = min(-more, shares[-1].households)
        shares[-1].households -= taken
        more += taken
        if not shares[-1].households:
            shares.pop().delete()
    for share in shares:
        share.save(update_fields=["households"])
    unit.households = households
    unit.save(update_fields=["households"])
    for group in Group.objects.filter(formation=unit.formation_id):
        settle_seat(group)


def _add(formation: Formation, place: int, households: int) -> None:
    unit, _ = Unit.objects.update_or_create(
        formation=formation, place_id=place, defaults={"households": households}
    )  # fmt: skip
    held = Share.objects.filter(group__formation=formation).values("group").annotate(n=Sum("households")).order_by("n")
    smallest = held.first()
    assert smallest is not None  # a plan of nobody is not computed
    Share.objects.create(unit=unit, group_id=smallest["group"], households=households)
