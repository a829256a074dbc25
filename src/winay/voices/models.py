"""The tables of this room, by what they are about."""

from winay.voices import (  # noqa: F401 - their tables belong to this room
    conflict_models,
    grievance_models,
    rumour_models,
    strategy_models,
)
