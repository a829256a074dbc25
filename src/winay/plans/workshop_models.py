"""Diagnostic workshops: held in an assembly of the nucleus, which has the people, the place and the paper. Here stand
who led it, what was said of the three traps, and what the households want from the menus."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.plans.terms import ChoiceMode, Trap, WorkshopState


class Workshop(models.Model):
    """A workshop as it was told. Another person approves it, or returns it with an observation; one that was told
    wrongly is reversed and told anew. `present` are the households that came."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")
    assembly = models.ForeignKey("nuclei.Assembly", on_delete=models.PROTECT, related_name="+", db_index=False)
    facilitator = models.CharField(max_length=160)
    mode = models.CharField(max_length=6, choices=[(m, m) for m in ChoiceMode])
    present = models.PositiveSmallIntegerField()
    notes = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in WorkshopState], default=WorkshopState.TOLD.value)
    told_by = models.UUIDField()
    told_at = models.DateTimeField()
    returned_why = models.CharField(max_length=600, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "plans_workshop"
        constraints = [
            models.UniqueConstraint(
                fields=["assembly"], condition=~Q(state=WorkshopState.REVERSED.value), name="plans_workshop_once"
            ),
            models.CheckConstraint(condition=Q(state__in=list(WorkshopState)), name="plans_workshop_state"),
            models.CheckConstraint(condition=Q(mode__in=list(ChoiceMode)), name="plans_workshop_mode"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("told_by")),
                name="plans_workshop_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkshopState.APPROVED.value) | Q(decided_by__isnull=False),
                name="plans_workshop_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkshopState.RETURNED.value) | ~Q(returned_why=""), name="plans_workshop_observed"
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                & ~Q(state=WorkshopState.REVERSED.value)
                | Q(reversed_at__isnull=False, reversed_by__isnull=False, state=WorkshopState.REVERSED.value)
                & ~Q(reversed_why=""),
                name="plans_workshop_reversed_whole",
            ),
        ]


class Answer(models.Model):
    """What was said about a trap, to which question as it was asked, and how many said it."""

    id = models.BigAutoField(primary_key=True)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="answers", db_index=False)
    position = models.PositiveSmallIntegerField()
    trap = models.CharField(max_length=16, choices=[(t, t) for t in Trap])
    question = models.CharField(max_length=200)
    text = models.CharField(max_length=600)
    said = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "plans_answer"
        constraints = [
            models.UniqueConstraint(fields=["workshop", "position"], name="plans_answer_once"),
            models.CheckConstraint(condition=Q(trap__in=list(Trap), said__gte=1), name="plans_answer_trap"),
        ]


class Choice(models.Model):
    """How many households want an item; with `each`, one household that wants it. A secret vote names nobody."""

    id = models.BigAutoField(primary_key=True)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="choices", db_index=False)
    mode = models.CharField(max_length=6, choices=[(m, m) for m in ChoiceMode])
    item = models.CharField(max_length=48)
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, null=True, related_name="+")
    hands = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "plans_choice"
        constraints = [
            models.UniqueConstraint(fields=["workshop", "item", "membership"], name="plans_choice_once"),
            models.UniqueConstraint(
                fields=["workshop", "item"], condition=Q(membership__isnull=True), name="plans_choice_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(mode=ChoiceMode.EACH.value, membership__isnull=False, hands=1)
                | ~Q(mode=ChoiceMode.EACH.value) & Q(membership__isnull=True, hands__gte=1),
                name="plans_choice_names_nobody",
            ),
        ]
