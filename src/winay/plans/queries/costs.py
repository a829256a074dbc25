"""What a version says of money in a plan: the cap of a household and a day's wage."""

from dataclasses import dataclass

from winay.core.fixed import rescale
from winay.plans.rules import Cap
from winay.programs.models import Setting

CAP, WAGE, MOST_ITEMS = "menu_cap_per_household", "day_wage", "items_per_household_max"
MINOR = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """The cap of a household; a day's wage in céntimos, by which labour is valued; the usual number of items. None:
    the version does not say."""

    cap: Cap | None
    wage: int | None
    wage_confirmed: bool
    usual_items: int | None


def terms_for(version_id: int) -> Terms:
    """What a version says. One query."""
    found = {one.key: one for one in Setting.objects.filter(version=version_id, key__in=[CAP, WAGE, MOST_ITEMS])}
    cap, wage, most = (found.get(key) for key in (CAP, WAGE, MOST_ITEMS))
    return Terms(
        cap=Cap(rescale(cap.number, cap.scale, MINOR), cap.currency or "PEN", cap.confirmed)
        if cap is not None and cap.number is not None
        else None,
        wage=rescale(wage.number, wage.scale, MINOR) if wage is not None and wage.number is not None else None,
        wage_confirmed=wage is not None and wage.confirmed,
        usual_items=most.number if most is not None else None,
    )
