"""Files of households that somebody sent: each row is its own place in the queue, with how far the worker has come."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.registry.terms import ImportState


class Import(models.Model):
    """A file of households. It is checked first; what is good in it is loaded when somebody says so; what it registered
    can be taken back. Every household that it registers bears `loaded_at` as the instant of its registration, which is
    how they are found again. `rows_done` says how far a pass has come: what stands is never done twice.

    Counts are of the last pass. `report_sha256` is the file of faults. Files are kept for some weeks only.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    registered_on = models.DateField()
    synthetic = models.BooleanField(default=False)
    language = models.CharField(max_length=3, default="es")
    state = models.CharField(max_length=10, default=ImportState.WAITING)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    failed_code = models.CharField(max_length=60, blank=True)
    failed_what = models.CharField(max_length=600, blank=True)
    rows_done = models.BigIntegerField(default=0)
    households_new = models.BigIntegerField(default=0)
    people_new = models.BigIntegerField(default=0)
    households_changed = models.BigIntegerField(default=0)
    households_same = models.BigIntegerField(default=0)
    households_bad = models.BigIntegerField(default=0)
    rows_bad = models.BigIntegerField(default=0)
    faults = models.BigIntegerField(default=0)
    households_undone = models.BigIntegerField(default=0)
    households_kept = models.BigIntegerField(default=0)
    report_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "registry_import"
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=[state.value for state in ImportState if state.for_worker]),
                name="registry_import_queue",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ImportState]), name="registry_import_state"
            ),
            models.CheckConstraint(
                condition=Q(loaded_by__isnull=True, loaded_at__isnull=True)
                | Q(loaded_by__isnull=False, loaded_at__isnull=False),
                name="registry_import_loaded_whole",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | (Q(undone_by__isnull=False) & ~Q(undone_why="")),
                name="registry_import_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
