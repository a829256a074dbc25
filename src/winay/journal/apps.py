"""The journal: an append-only record of every verb, sealed so that tampering shows."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class JournalConfig(AppConfig):
    """Takes the project's triggers off before a migration (SQLite) and installs them after it.

    The only signal receivers outside `accounts`: Django rebuilds a SQLite table to alter it (copy, drop,
    rename). Its triggers go with the old table, and another table's trigger that asks it stops the renaming.
    A migration that fails leaves them off: `triggers.missing` then keeps the server from starting.
    """

    name = "winay.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect after every app is loaded, so that every room has registered its triggers by then."""
        import winay.journal.set_keys  # noqa: F401 - registers this room's
        from winay.journal.triggers import install_after_migrate, remove_before_migrate

        pre_migrate.connect(remove_before_migrate, sender=self, dispatch_uid="winay.journal.triggers.remove")
        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="winay.journal.triggers.install")
