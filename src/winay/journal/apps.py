"""The journal: an append-only record of every verb, sealed so that tampering shows."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    """Installs the project's triggers after each migration.

    The one signal receiver outside `accounts`: Django rebuilds a SQLite table to alter it (copy, drop,
    rename) and its triggers go with the old table, so no migration can be trusted to leave them standing.
    """

    name = "winay.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect after every app is loaded, so that every room has registered its triggers by then."""
        from winay.journal.triggers import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="winay.journal.triggers")
