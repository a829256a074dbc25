"""The tables of this room, by what they are about."""

from winay.plans import (  # noqa: F401 - their tables belong to this room
    live_models,
    plan_models,
    price_models,
    workshop_models,
)
