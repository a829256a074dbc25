"""The tables of delivery: what trainers bring to households, and what became of it. Each file has its own."""

from winay.delivery import (  # noqa: F401 - their tables belong to this room
    asset_models,
    home_models,
    saying_models,
    session_models,
    support_models,
    technology_models,
    visit_models,
)
