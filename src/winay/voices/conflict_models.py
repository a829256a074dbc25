"""Conflicts between communities: over what, since when, what was done, what was agreed."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.voices.rumour_models import WITHDRAWN_WHOLE
from winay.voices.terms import ConflictAbout, ConflictEnd, ConflictState, ConflictStepKind


class Conflict(models.Model):
    """Two communities or more that quarrel. `place` is the district whose office looks after it; `since_year` is what
    people remember."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=[(a, a) for a in ConflictAbout])
    words = models.CharField(max_length=1000)
    since_year = models.PositiveSmallIntegerField(null=True)
    heard_on = models.DateField()
    state = models.CharField(max_length=6, choices=[(s, s) for s in ConflictState], default=ConflictState.OPEN.value)
    end = models.CharField(max_length=10, blank=True, choices=[(e, e) for e in ConflictEnd])
    closed_on = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "voices_conflict"
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=list(ConflictAbout)) & ~Q(words=""), name="voices_conflict_said"
            ),
            models.CheckConstraint(
                condition=Q(since_year__isnull=True) | Q(since_year__gte=1500, since_year__lte=2100),
                name="voices_conflict_since",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ConflictState.OPEN, ConflictState.AGREED], end="", closed_on__isnull=True)
                | Q(state=ConflictState.CLOSED, end__in=list(ConflictEnd), closed_on__gte=F("heard_on")),
                name="voices_conflict_state",
            ),
        ]


class Party(models.Model):
    """A community of a conflict."""

    id = models.BigAutoField(primary_key=True)
    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="parties")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "voices_party"
        constraints = [models.UniqueConstraint(fields=["conflict", "place"], name="voices_party_once")]


class ConflictStep(models.Model):
    """Something that was done about a conflict, on its day. One told wrongly is withdrawn with its reason."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=[(k, k) for k in ConflictStepKind])
    told_on = models.DateField()
    words = models.CharField(max_length=1000)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "voices_conflict_step"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(ConflictStepKind)) & ~Q(words=""), name="voices_conflict_step_said"
            ),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_conflict_step_withdrawn_whole"),
        ]
