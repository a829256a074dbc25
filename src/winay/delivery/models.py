"""The tables of delivery: what trainers bring to households, and what became of it. Each file has its own."""

from winay.delivery import session_models, visit_models  # noqa: F401 - their tables belong to this room
