"""The tables of this room, by what they are about."""

from winay.plans import price_models  # noqa: F401 - its tables belong to this room
