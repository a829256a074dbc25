"""Who may record what reaches households, and read it. The place asked about is the nucleus's district."""

from winay.nuclei.access import may_for, require_for

__all__ = ["may_for", "require_for"]
