"""When a trainer is away, and a trainer's month: which household on which day, in which order, and what found no
place."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.trainers.terms import AbsenceWhy, ShortWhy


class Absence(models.Model):
    """A trainer does not work from `from_on` up to the day before `until_on`. Taken back, it never was."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()
    why = models.CharField(max_length=8, choices=[(w, w) for w in AbsenceWhy])
    note = models.CharField(max_length=300, blank=True)
    told_by = models.UUIDField()
    told_at = models.DateTimeField()
    taken_back_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_absence"
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="trainers_absence_days"),
            models.CheckConstraint(condition=Q(why__in=list(AbsenceWhy)), name="trainers_absence_why"),
            models.CheckConstraint(condition=~Q(why=AbsenceWhy.OTHER, note=""), name="trainers_absence_said"),
            models.CheckConstraint(
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="trainers_absence_taken_back_whole",
            ),
        ]


class Schedule(models.Model):
    """A month of a contract, from its first day up to the day before `until_on`, planned for `each` visits to every
    household by somebody who sleeps at `base`. Planned again, its visits are others; taken back, it never was."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, related_name="schedules")
    from_on = models.DateField()
    until_on = models.DateField()
    base = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    each = models.PositiveSmallIntegerField()
    planned_by = models.UUIDField()
    planned_at = models.DateTimeField()
    replanned_by = models.UUIDField(null=True)
    replanned_at = models.DateTimeField(null=True)
    taken_back_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_schedule"
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "from_on"], condition=Q(taken_back_at__isnull=True), name="trainers_one_month"
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on"), each__gte=1), name="trainers_schedule_month"),
            models.CheckConstraint(
                condition=(
                    Q(replanned_by__isnull=True, replanned_at__isnull=True)
                    | Q(replanned_by__isnull=False, replanned_at__isnull=False)
                )
                & (
                    Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                    | Q(taken_back_by__isnull=False, taken_back_at__isnull=False)
                ),
                name="trainers_schedule_whole",
            ),
        ]


class PlannedVisit(models.Model):
    """A visit to a household on a day, the `position`th of that day from 0. `way_minutes` lead there from the visit
    before, or from where the trainer sleeps; `back_minutes` lead from there back. Planned again otherwise, it is
    dropped."""

    id = models.BigAutoField(primary_key=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="visits", db_index=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    visit_on = models.DateField()
    position = models.PositiveSmallIntegerField()
    way_minutes = models.PositiveSmallIntegerField()
    back_minutes = models.PositiveSmallIntegerField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_planned_visit"
        indexes = [models.Index(fields=["schedule", "visit_on"], name="trainers_planned_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "enrolment", "visit_on"], condition=Q(dropped_at__isnull=True),
                name="trainers_visited_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["schedule", "visit_on", "position"], condition=Q(dropped_at__isnull=True),
                name="trainers_visits_in_order",
            ),
        ]  # fmt: skip


class Shortfall(models.Model):
    """So many visits to a household find no place in a month, and why. Planned again otherwise, it is dropped."""

    id = models.BigAutoField(primary_key=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="shortfalls", db_index=False)
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    visits = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=8, choices=[(w, w) for w in ShortWhy])
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "trainers_shortfall"
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "enrolment"], condition=Q(dropped_at__isnull=True), name="trainers_short_once"
            ),
            models.CheckConstraint(condition=Q(visits__gte=1, why__in=list(ShortWhy)), name="trainers_short_told"),
        ]
