"""Rankings of a contest, appeals against them, and the points that a founded appeal corrected."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.trainers.terms import AppealAnswer, Outcome


class Ranking(models.Model):
    """One ranking of a contest. A founded appeal brings another, `number` one higher; the old one stays readable.
    One that was returned before its publication is drawn up anew. `draw_minutes` tell of the draw where points and
    criteria could not part candidates."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contest = models.ForeignKey("trainers.Contest", on_delete=models.PROTECT, related_name="rankings", db_index=False)
    number = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    draw_on = models.DateField(null=True)
    draw_minutes = models.CharField(max_length=2000, blank=True)
    drawn_up_by = models.UUIDField()
    drawn_up_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    appeals_until = models.DateField(null=True)
    returned_by = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "trainers_ranking"
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="trainers_ranking_number"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drawn_up_by")),
                name="trainers_ranking_two_people",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True, published_on__isnull=True)
                | Q(published_by__isnull=False, published_at__isnull=False, published_on__isnull=False)
                & Q(appeals_until__gte=F("published_on")),
                name="trainers_ranking_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_by__isnull=True, returned_at__isnull=True, returned_why="")
                | Q(returned_by__isnull=False, returned_at__isnull=False, published_at__isnull=True)
                & ~Q(returned_why=""),
                name="trainers_ranking_returned_whole",
            ),
            models.CheckConstraint(
                condition=Q(draw_on__isnull=True, draw_minutes="") | Q(draw_on__isnull=False) & ~Q(draw_minutes=""),
                name="trainers_ranking_draw_whole",
            ),
        ]


class RankLine(models.Model):
    """A candidate's place in a ranking. `points_e2` are hundredths of a point: the mean over `sheets` sheets.
    `parted_by` is the criterion that put them under the one above with the same points, or "draw"."""

    id = models.BigAutoField(primary_key=True)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="lines", db_index=False)
    application = models.ForeignKey("trainers.Application", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    points_e2 = models.PositiveIntegerField()
    sheets = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in Outcome])
    parted_by = models.CharField(max_length=40, blank=True)
    drawn = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "trainers_rank_line"
        constraints = [
            models.UniqueConstraint(fields=["ranking", "application"], name="trainers_rank_line_once"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="trainers_rank_line_outcome"),
        ]


class RankPart(models.Model):
    """The mean of one criterion behind a line, in hundredths of a point."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(RankLine, on_delete=models.PROTECT, related_name="parts", db_index=False)
    criterion = models.ForeignKey("programs.ContestCriterion", on_delete=models.PROTECT, related_name="+")
    points_e2 = models.PositiveIntegerField()

    class Meta:
        db_table = "trainers_rank_part"
        constraints = [models.UniqueConstraint(fields=["line", "criterion"], name="trainers_rank_part_once")]


class Appeal(models.Model):
    """What a candidate holds against a published ranking, and how somebody who did not score answered."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="appeals")
    application = models.ForeignKey("trainers.Application", on_delete=models.PROTECT, related_name="appeals")
    received_on = models.DateField()
    text = models.CharField(max_length=2000)
    registered_by = models.UUIDField()
    registered_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True, choices=[(a, a) for a in AppealAnswer])
    answer_why = models.CharField(max_length=2000, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_appeal"
        constraints = [
            models.UniqueConstraint(fields=["ranking", "application"], name="trainers_appeal_once"),
            models.CheckConstraint(
                condition=Q(answer="", answer_why="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(answer__in=list(AppealAnswer), answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer_why=""),
                name="trainers_appeal_answered_whole",
            ),
        ]


class Correction(models.Model):
    """Points of one criterion on one sheet as a founded appeal corrected them. The sheet stays as it was closed."""

    id = models.BigAutoField(primary_key=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="corrections", db_index=False)
    score = models.ForeignKey("trainers.Score", on_delete=models.PROTECT, related_name="corrections")
    before = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "trainers_correction"
        constraints = [models.UniqueConstraint(fields=["appeal", "score"], name="trainers_correction_once")]
