"""Who scores a contest, what keeps them from scoring somebody, and their sheets."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.trainers.terms import ConflictKind


class Scorer(models.Model):
    """Somebody whom the head named to score a contest. One who was dismissed scores no more; their sheets do not
    count."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contest = models.ForeignKey("trainers.Contest", on_delete=models.PROTECT, related_name="scorers", db_index=False)
    person = models.UUIDField(db_index=True)
    named_by = models.UUIDField()
    named_at = models.DateTimeField()
    dismissed_by = models.UUIDField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "trainers_scorer"
        constraints = [
            models.UniqueConstraint(fields=["contest", "person"], name="trainers_scorer_once"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True, dismissed_why="")
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(dismissed_why=""),
                name="trainers_scorer_dismissed_whole",
            ),
        ]


class Conflict(models.Model):
    """What a scorer declared of a candidate: nothing that ties them, or what does."""

    id = models.BigAutoField(primary_key=True)
    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="conflicts", db_index=False)
    application = models.ForeignKey("trainers.Application", on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=14, choices=[(k, k) for k in ConflictKind])
    note = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "trainers_conflict"
        constraints = [
            models.UniqueConstraint(fields=["scorer", "application"], name="trainers_conflict_once"),
            models.CheckConstraint(condition=Q(kind__in=list(ConflictKind)), name="trainers_conflict_kind"),
        ]


class Sheet(models.Model):
    """What one scorer gives one candidate. Closed when every criterion has its points; then it does not change."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    application = models.ForeignKey("trainers.Application", on_delete=models.PROTECT, related_name="sheets")
    comment = models.CharField(max_length=600, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_sheet"
        constraints = [models.UniqueConstraint(fields=["scorer", "application"], name="trainers_sheet_once")]


class Score(models.Model):
    """Points for one criterion of the version: whole, and no more than its maximum, which the database asks."""

    id = models.BigAutoField(primary_key=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="scores", db_index=False)
    criterion = models.ForeignKey("programs.ContestCriterion", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "trainers_score"
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="trainers_score_once")]
