"""The tables of this room, by what they are about."""

from winay.plans import plan_models, price_models, workshop_models  # noqa: F401 - their tables belong to this room
