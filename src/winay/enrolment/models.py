"""Calls, orientation assemblies, cycles of households in the program, and those who said no.

A period is half open: `ended_on` and `closed_on` are the first day out. People and phones that recorded are kept by
their public id.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from winay.core.ids import new_id
from winay.enrolment.terms import ENTRANCES, SPOKEN, CycleMoveWhy, ExitReason, RefusalReason


class Call(models.Model):
    """The open call of one area under one approved selection: who wants may enter. Once for each selection and area;
    one open at a time for an area and version."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    selection = models.ForeignKey("targeting.Selection", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("targeting.Area", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    closed_why = models.CharField(max_length=600, blank=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "enrolment_call"
        constraints = [
            models.UniqueConstraint(fields=["selection", "area"], name="enrolment_call_once"),
            models.UniqueConstraint(
                fields=["area", "version"], condition=Q(closed_on__isnull=True), name="enrolment_call_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, closed_at__isnull=True, closed_why="")
                | Q(closed_on__gte=F("opened_on"), closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(closed_why=""),
                name="enrolment_call_closed_whole",
            ),
        ]


class Assembly(models.Model):
    """An orientation assembly that was held. `locality` is null where the area is a whole district without known
    localities. Never rewritten: one told wrongly is reversed, with its reason, and told anew."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="assemblies")
    locality = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    led_by = models.CharField(max_length=160)
    households_reached = models.PositiveIntegerField()
    households_attended = models.PositiveIntegerField()
    women = models.PositiveIntegerField()
    men = models.PositiveIntegerField()
    message = models.CharField(max_length=20)
    notes = models.CharField(max_length=600, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "enrolment_assembly"
        constraints = [
            models.UniqueConstraint(
                "call",
                Coalesce("locality", 0),
                "held_on",
                condition=Q(reversed_at__isnull=True),
                name="enrolment_assembly_once",
            ),
            models.CheckConstraint(
                condition=Q(households_attended__lte=F("households_reached"))
                & Q(households_attended__lte=F("women") + F("men")),
                name="enrolment_assembly_numbers",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why=""),
                name="enrolment_assembly_reversed_whole",
            ),
        ]


class AssemblyLanguage(models.Model):
    """A language in which an assembly was held."""

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="languages", db_index=False)
    language = models.CharField(max_length=3, choices=[(code, code) for code in SPOKEN])

    class Meta:
        db_table = "enrolment_assembly_language"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "language"], name="enrolment_assembly_language_once"),
            models.CheckConstraint(condition=Q(language__in=SPOKEN), name="enrolment_assembly_language_known"),
        ]


class Enrolment(models.Model):
    """A household's cycle in the program. Open until an end is recorded: nothing ends it silently, also not the day
    by which it must end. One entered by mistake is ended on its first day and never was.

    `submission` is the public id of what a phone sent. `due_on` is the day on which the house said that the time was
    over. What else there is to know of its area, version and selection stands in its call.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_on = models.DateField()
    must_end_by = models.DateField()
    ended_on = models.DateField(null=True)
    exit_reason = models.CharField(max_length=24, blank=True, choices=[(r, r) for r in ExitReason])
    exit_note = models.CharField(max_length=600, blank=True)
    due_on = models.DateField(null=True)
    source = models.CharField(max_length=8, choices=[(s, s) for s in ENTRANCES])
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "enrolment_enrolment"
        indexes = [
            models.Index(
                fields=["must_end_by", "id"], condition=Q(ended_on__isnull=True), name="enrolment_open_by_end"
            ),
            models.Index(fields=["ended_on", "id"], condition=Q(ended_on__isnull=False), name="enrolment_ended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(ended_on__isnull=True), name="enrolment_one_open_cycle"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="enrolment_submission_once"
            ),
            models.CheckConstraint(condition=Q(must_end_by__gt=F("enrolled_on")), name="enrolment_lasts"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, exit_reason="", exit_note="")
                | Q(ended_on__isnull=False, exit_reason__in=list(ExitReason)),
                name="enrolment_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(exit_reason=ExitReason.MISTAKE, ended_on=F("enrolled_on"))
                | (~Q(exit_reason=ExitReason.MISTAKE) & Q(ended_on__gt=F("enrolled_on"))),
                name="enrolment_mistake_never_was",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | (
                    Q(ended_on__lte=F("must_end_by"))
                    & (~Q(exit_reason=ExitReason.COMPLETED) | Q(ended_on=F("must_end_by")))
                ),
                name="enrolment_within_its_months",
            ),
            models.CheckConstraint(condition=Q(source__in=ENTRANCES), name="enrolment_source_known"),
            models.CheckConstraint(
                condition=~Q(exit_reason__in=[ExitReason.OTHER, ExitReason.MISTAKE]) | ~Q(exit_note=""),
                name="enrolment_exit_said",
            ),
        ]


class CycleMove(models.Model):
    """A cycle that went from one household to another: its participant left in a split, or two households were one."""

    id = models.BigAutoField(primary_key=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")
    origin = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=[(w, w) for w in CycleMoveWhy])
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "enrolment_cycle_move"
        constraints = [
            models.CheckConstraint(condition=~Q(origin=F("target")), name="enrolment_cycle_move_moves"),
            models.CheckConstraint(condition=Q(why__in=list(CycleMoveWhy)), name="enrolment_cycle_move_why"),
        ]


class Refusal(models.Model):
    """A household that does not want to enter, registered or not; or several of a place that are not (`households`).
    They may change their mind: then it is withdrawn and stays on record."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="refusals")
    locality = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, null=True, related_name="+")
    households = models.PositiveSmallIntegerField(default=1)
    refused_on = models.DateField()
    reason = models.CharField(max_length=24, choices=[(r, r) for r in RefusalReason])
    note = models.CharField(max_length=600, blank=True)
    source = models.CharField(max_length=8, choices=[(s, s) for s in ENTRANCES])
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=600, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "enrolment_refusal"
        constraints = [
            models.UniqueConstraint(
                fields=["call", "household"],
                condition=Q(withdrawn_at__isnull=True, household__isnull=False),
                name="enrolment_refusal_open_once",
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="enrolment_refusal_submission_once"
            ),
            models.CheckConstraint(condition=Q(reason__in=list(RefusalReason)), name="enrolment_refusal_reason_known"),
            models.CheckConstraint(
                condition=Q(households__gte=1) & (Q(household__isnull=True) | Q(households=1)),
                name="enrolment_refusal_counts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(
                    withdrawn_on__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawn_on__gte=F("refused_on"),
                ),
                name="enrolment_refusal_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=~Q(reason=RefusalReason.OTHER) | ~Q(note=""), name="enrolment_refusal_said"
            ),
            models.CheckConstraint(condition=Q(source__in=ENTRANCES), name="enrolment_refusal_source_known"),
        ]
