"""Whether a plan waits for its computation: asked often, and so without what computing needs."""

from winay.nuclei.formation_models import Formation
from winay.nuclei.terms import FormationState

IN_HAND = (FormationState.WANTED.value, FormationState.COMPUTING.value)


def plan_waits() -> bool:
    """Whether a plan waits, or was cut in the middle of it."""
    return Formation.objects.filter(state__in=IN_HAND).exists()
