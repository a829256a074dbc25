"""Healthy homes: what a visitor found of the catalogue's items, and what was agreed about each critical no. A row is
written once; a check told wrongly is reversed with its reason. `submission` is the public id of what a phone sent."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.delivery.home_terms import Answer

REVERSED_WHOLE = Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="") | Q(
    reversed_at__isnull=False, reversed_by__isnull=False
) & ~Q(reversed_why="")


class HomeCheck(models.Model):
    """A visit to a home with the list of a healthy one, with somebody of the health post (`health_worker`) or not."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+", db_index=False)
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, related_name="+", db_index=False)
    checked_on = models.DateField()
    checker = models.CharField(max_length=160)
    health_worker = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=600, blank=True)
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "delivery_home_check"
        indexes = [
            models.Index(fields=["nucleus", "checked_on", "id"], name="delivery_home_of_nucleus"),
            models.Index(fields=["membership", "checked_on"], name="delivery_home_of_household"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "checked_on"], condition=Q(reversed_at__isnull=True),
                name="delivery_home_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="delivery_home_submission_once"
            ),
            models.CheckConstraint(condition=~Q(checker=""), name="delivery_home_checker"),
            models.CheckConstraint(condition=REVERSED_WHOLE, name="delivery_home_reversed"),
        ]  # fmt: skip


class HomeAnswer(models.Model):
    """What was found of one item."""

    id = models.BigAutoField(primary_key=True)
    check_of = models.ForeignKey(HomeCheck, on_delete=models.PROTECT, related_name="answers", db_index=False)
    item = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=14, choices=[(a, a) for a in Answer])

    class Meta:
        db_table = "delivery_home_answer"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "item"], name="delivery_home_answer_once"),
            models.CheckConstraint(
                condition=Q(answer__in=list(Answer), item__gte=1, item__lte=60), name="delivery_home_answer_known"
            ),
        ]


class HomeAction(models.Model):
    """What is to be done about a critical no, by when, and what was done."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    answer = models.OneToOneField(HomeAnswer, on_delete=models.PROTECT, related_name="action")
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_what = models.CharField(max_length=300, blank=True)
    done_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_home_action"
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="delivery_home_action_said"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_what="", done_by__isnull=True, done_at__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False, done_at__isnull=False) & ~Q(done_what=""),
                name="delivery_home_action_done",
            ),
        ]
