"""Signals: something in what was told that is worth asking about, the evidence, and what was done about it.

A signal never ends by itself but for `withdrawn`: a later look no longer finds it. Nothing here belongs to a payment.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.supervision.terms import EvidenceKind, SignalKind, SignalOutcome, SignalState, StepKind, ToldHow


class Look(models.Model):
    """That somebody, or the daily upkeep, looked over a nucleus or an office's prices in a month: its first day."""

    id = models.BigAutoField(primary_key=True)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("places.Office", on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField()
    looked_at = models.DateTimeField()
    found = models.PositiveIntegerField()

    class Meta:
        db_table = "supervision_look"
        constraints = [
            models.UniqueConstraint(
                fields=["nucleus", "month"], condition=Q(nucleus__isnull=False), name="supervision_look_nucleus"
            ),
            models.UniqueConstraint(
                fields=["office", "month"], condition=Q(office__isnull=False), name="supervision_look_office"
            ),
            models.CheckConstraint(
                condition=Q(nucleus__isnull=False, office__isnull=True) | Q(nucleus__isnull=True, office__isnull=False),
                name="supervision_look_one",
            ),
        ]


class Signal(models.Model):
    """A finding of a rule about a month. `subject` is the public id of what it is about (a contract, a price, the
    nucleus), `detail` tells two of one month apart. `settings` are the numbers of `version` it was judged by.

    `contract`: the trainer whom it concerns; `about_person`: the member of the staff. `transcribed_by` wrote down the
    answer, or that they were told; they do not close it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=18, choices=[(k, k) for k in SignalKind])
    nucleus = models.ForeignKey(
        "nuclei.Nucleus", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # fmt: skip
    office = models.ForeignKey("places.Office", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.UUIDField()
    detail = models.CharField(max_length=80, blank=True)
    month = models.DateField()
    contract = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, null=True, related_name="+")
    item = models.CharField(max_length=48, blank=True)
    community = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # fmt: skip
    about_person = models.UUIDField(null=True)
    from_on = models.DateField()
    until_on = models.DateField()
    settings = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    found_on = models.DateField()
    found_by = models.UUIDField()
    state = models.CharField(max_length=9, choices=[(s, s) for s in SignalState])
    told_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    transcribed_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=9, blank=True, choices=[(o, o) for o in SignalOutcome])
    closed_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "supervision_signal"
        indexes = [
            models.Index(fields=["nucleus", "month"], name="supervision_signal_nucleus"),
            models.Index(fields=["found_on", "id"], name="supervision_signal_oldest"),
            models.Index(
                fields=["answer_due_on"], condition=Q(state=SignalState.TOLD.value), name="supervision_signal_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "month", "detail", "nucleus"],
                condition=Q(nucleus__isnull=False),
                name="supervision_signal_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject", "month", "detail"],
                condition=Q(nucleus__isnull=True),
                name="supervision_signal_of_office_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=SignalKind.PRICE_FAR, nucleus__isnull=True, office__isnull=False)
                | ~Q(kind=SignalKind.PRICE_FAR) & Q(nucleus__isnull=False, office__isnull=True),
                name="supervision_signal_where",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(SignalKind), from_on__lt=F("until_on")), name="supervision_signal_kind"
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, answer_due_on__isnull=True, answered_on__isnull=True)
                & Q(transcribed_by__isnull=True)
                | Q(told_on__gte=F("found_on"), transcribed_by__isnull=False)
                & (Q(answer_due_on__isnull=True) | Q(answer_due_on__gte=F("told_on")))
                & (Q(answered_on__isnull=True) | Q(answered_on__gte=F("told_on"))),
                name="supervision_signal_told_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=SignalState.OPEN, told_on__isnull=True)
                | Q(state=SignalState.TOLD, told_on__isnull=False, answered_on__isnull=True)
                | Q(state=SignalState.ANSWERED, answered_on__isnull=False)
                | Q(state__in=[SignalState.CLOSED.value, SignalState.WITHDRAWN.value]),
                name="supervision_signal_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignalState.CLOSED)
                & Q(outcome="", closed_on__isnull=True, closed_by__isnull=True, closed_at__isnull=True)
                | Q(state=SignalState.CLOSED, outcome__in=list(SignalOutcome), closed_on__gte=F("found_on"))
                & Q(closed_by__isnull=False, closed_at__isnull=False),
                name="supervision_signal_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True)
                | (Q(transcribed_by__isnull=True) | ~Q(closed_by=F("transcribed_by")))
                & (Q(about_person__isnull=True) | ~Q(closed_by=F("about_person"))),
                name="supervision_signal_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=SignalOutcome.CONFIRMED)
                | Q(answered_on__isnull=False)
                | Q(told_on__isnull=False, answer_due_on__isnull=False, closed_on__gt=F("answer_due_on")),
                name="supervision_signal_heard_first",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=SignalOutcome.EXPLAINED) | Q(answered_on__isnull=False),
                name="supervision_signal_explained_by_somebody",
            ),
        ]


class Evidence(models.Model):
    """Something that a signal points at: by public id or code, with the numbers seen there, and somebody's own words.
    What a later look no longer finds is `gone_at`; what it finds anew has its own `found_at`."""

    id = models.BigAutoField(primary_key=True)
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in EvidenceKind])
    key = models.CharField(max_length=64)
    seen_on = models.DateField(null=True)
    start_minute = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    number = models.BigIntegerField(null=True)
    other = models.BigIntegerField(null=True)
    words = models.CharField(max_length=600, blank=True)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supervision_evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "kind", "key", "seen_on"],
                condition=Q(gone_at__isnull=True),
                name="supervision_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(EvidenceKind)) & ~Q(key=""), name="supervision_evidence_points"
            ),
        ]


class SignalStep(models.Model):
    """Something done about a signal. `whom`: who was shown it, or who answers; `words` are theirs, or a reason. Told
    and answered can be taken back, with a reason, while the signal is not closed."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=11, choices=[(k, k) for k in StepKind])
    done_on = models.DateField()
    whom = models.CharField(max_length=160, blank=True)
    how = models.CharField(max_length=9, blank=True, choices=[(h, h) for h in ToldHow])
    outcome = models.CharField(max_length=9, blank=True, choices=[(o, o) for o in SignalOutcome])
    words = models.CharField(max_length=2000, blank=True)
    done_by = models.UUIDField()
    done_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=2000, blank=True)

    class Meta:
        db_table = "supervision_step"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=StepKind.TOLD, how__in=list(ToldHow), outcome="") & ~Q(whom="")
                | Q(kind=StepKind.ANSWERED, how="", outcome="") & ~Q(whom="") & ~Q(words="")
                | Q(kind=StepKind.CLOSED, how="", whom="", outcome__in=list(SignalOutcome)) & ~Q(words="")
                | Q(kind=StepKind.REOPENED, how="", whom="", outcome="") & ~Q(words="")
                | Q(kind__in=[StepKind.WITHDRAWN.value, StepKind.FOUND_AGAIN.value], how="", whom="", outcome=""),
                name="supervision_step_whole",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False)
                & Q(kind__in=[StepKind.TOLD.value, StepKind.ANSWERED.value])
                & ~Q(reversed_why=""),
                name="supervision_step_reversed_whole",
            ),
        ]
