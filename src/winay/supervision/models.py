"""The tables of supervision: signals with their evidence and steps, samples with what was found. Each file has its
own."""

from winay.supervision import sample_models, signal_models  # noqa: F401 - their tables belong to this room
