"""Executing nuclei and what belongs to them: households, stages, central nuclei. Plans of nuclei are in
`formation_models`, assemblies and boards in `governance_models`, phones of board members in `phone_models`.

A period is half open: `left_on` and `closed_on` are the first day out. People who recorded are kept by their public id.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.nuclei import formation_models, governance_models, phone_models  # noqa: F401 - their tables belong to this room
from winay.nuclei.terms import LeaveWhy
from winay.programs.terms import StageKey


class Nucleus(models.Model):
    """An executing nucleus: households of one district, grouped for one program version. `least` and `most` are the
    bounds it was formed under; `exception_why` says why it may be smaller. `seat` is where its assembly meets."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    formation = models.ForeignKey("nuclei.Formation", on_delete=models.PROTECT, related_name="nuclei")
    name = models.CharField(max_length=120)
    least = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    exception_why = models.CharField(max_length=600, blank=True)
    formed_on = models.DateField()
    formed_by = models.UUIDField()
    formed_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=600, blank=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "nuclei_nucleus"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "district", "name"], condition=Q(closed_on__isnull=True), name="nuclei_nucleus_named"
            ),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=F("most")), name="nuclei_nucleus_bounds"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, closed_at__isnull=True, closed_why="")
                | Q(closed_on__gte=F("formed_on"), closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(closed_why=""),
                name="nuclei_nucleus_closed_whole",
            ),
        ]


class Membership(models.Model):
    """A household's time in a nucleus, by its cycle in the program: it ends with the cycle, whatever ends that. An end
    of its own says that the household went to another nucleus, or was never in this one."""

    id = models.BigAutoField(primary_key=True)
    nucleus = models.ForeignKey(Nucleus, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+", db_index=False)
    joined_on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=16, blank=True, choices=[(w, w) for w in LeaveWhy])
    left_note = models.CharField(max_length=300, blank=True)
    left_by = models.UUIDField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "nuclei_membership"
        indexes = [
            models.Index(fields=["enrolment", "joined_on"], name="nuclei_membership_of"),
            # Whoever joins a nucleus later is asked for with every row. Without its day in the index PostgreSQL looked
            # for the day in all nuclei.
            models.Index(fields=["nucleus", "joined_on"], name="nuclei_membership_since"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(left_on__isnull=True), name="nuclei_one_nucleus_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_why="", left_note="", left_by__isnull=True, left_at__isnull=True)
                | Q(left_on__isnull=False, left_why__in=list(LeaveWhy), left_by__isnull=False, left_at__isnull=False),
                name="nuclei_membership_left_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(left_why=LeaveWhy.MISTAKE, left_on=F("joined_on"))
                | (~Q(left_why=LeaveWhy.MISTAKE) & Q(left_on__gt=F("joined_on"))),
                name="nuclei_membership_mistake_never_was",
            ),
        ]


class StageMove(models.Model):
    """The day on which a nucleus came to a stage. The first is the day on which its work began. One told wrongly is
    reversed and told anew."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey(Nucleus, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=16, choices=[(s, s) for s in StageKey])
    began_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "nuclei_stage_move"
        constraints = [
            models.UniqueConstraint(
                fields=["nucleus", "stage"], condition=Q(reversed_at__isnull=True), name="nuclei_stage_once"
            ),
            models.CheckConstraint(condition=Q(stage__in=list(StageKey)), name="nuclei_stage_known"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why=""),
                name="nuclei_stage_reversed_whole",
            ),
        ]


class CentralNucleus(models.Model):
    """A central nucleus (NEC): groups nuclei of one district or province, and receives Foncodes' money for them."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    formed_on = models.DateField()
    formed_by = models.UUIDField()
    formed_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=600, blank=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "nuclei_central"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "place", "name"], condition=Q(closed_on__isnull=True), name="nuclei_central_named"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, closed_at__isnull=True, closed_why="")
                | Q(closed_on__gte=F("formed_on"), closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(closed_why=""),
                name="nuclei_central_closed_whole",
            ),
        ]


class CentralMembership(models.Model):
    """A nucleus's time in a central nucleus: one at a time. One told by mistake ends on its first day and never was."""

    id = models.BigAutoField(primary_key=True)
    central = models.ForeignKey(CentralNucleus, on_delete=models.PROTECT, related_name="memberships")
    nucleus = models.ForeignKey(Nucleus, on_delete=models.PROTECT, related_name="centrals")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "nuclei_central_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["nucleus"], condition=Q(until_on__isnull=True), name="nuclei_one_central_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True, ended_by__isnull=True, ended_at__isnull=True, ended_why="")
                | Q(until_on__gte=F("from_on"), ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_why=""),
                name="nuclei_central_membership_ended_whole",
            ),
        ]
