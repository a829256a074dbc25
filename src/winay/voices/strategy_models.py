"""Microstrategies: what implementers adapted locally, where they were tried, who does them, pilots with a question."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.core.money import MINOR_DIGITS
from winay.programs.terms import Zone
from winay.registry.terms import LANGUAGES
from winay.voices.rumour_models import WITHDRAWN_WHOLE
from winay.voices.terms import OPEN_PILOT, PilotState, StrategyKind, Travel, TrialResult


class Strategy(models.Model):
    """A microstrategy as an office describes it. `place` is the district where it was thought of; `shipped` the key of
    what the case study names, where it is one of those. `search` holds its words without capitals and accents."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=[(k, k) for k in StrategyKind])
    shipped = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    problem = models.CharField(max_length=600)
    done = models.CharField(max_length=1000)
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="PEN", choices=[(c, c) for c in MINOR_DIGITS])
    search = models.CharField(max_length=1800)
    described_on = models.DateField()
    described_by = models.UUIDField()
    described_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "voices_strategy"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(StrategyKind)) & ~Q(name="") & ~Q(problem="") & ~Q(done=""),
                name="voices_strategy_said",
            ),
            models.CheckConstraint(
                condition=Q(cost_minor__isnull=True) | Q(cost_minor__gte=0), name="voices_strategy_cost"
            ),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_strategy_withdrawn_whole"),
        ]


class Trial(models.Model):
    """A microstrategy tried in a nucleus from a day on. The context is what holds on that day: where the nucleus is,
    how one gets there, what most of its households speak. A result needs what shows it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="trials")
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    zone = models.CharField(max_length=2, choices=[(z, z) for z in Zone])
    travel = models.CharField(max_length=5, choices=[(t, t) for t in Travel])
    access_minutes = models.PositiveIntegerField(null=True)
    altitude_m = models.IntegerField(null=True)
    language = models.CharField(max_length=3, blank=True)
    until_on = models.DateField(null=True)
    result = models.CharField(max_length=7, blank=True, choices=[(r, r) for r in TrialResult])
    evidence = models.CharField(max_length=1000, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "voices_trial"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "nucleus"],
                condition=Q(until_on__isnull=True, withdrawn_at__isnull=True),
                name="voices_trial_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(zone__in=list(Zone), travel__in=list(Travel)) & Q(language__in=["", *LANGUAGES]),
                name="voices_trial_context",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True, result="", evidence="", ended_by__isnull=True, ended_at__isnull=True)
                | Q(until_on__gte=F("from_on"), result__in=list(TrialResult), ended_by__isnull=False)
                & Q(ended_at__isnull=False)
                & ~Q(evidence=""),
                name="voices_trial_ended_whole",
            ),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_trial_withdrawn_whole"),
        ]


class Adoption(models.Model):
    """A nucleus that does it as its own since a day."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="adoptions")
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "voices_adoption"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "nucleus"], condition=Q(withdrawn_at__isnull=True), name="voices_adopted_once"
            ),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_adoption_withdrawn_whole"),
        ]


class Pilot(models.Model):
    """A microstrategy put to the test with a question. Who proposes it does not accept it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="pilots")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    question = models.CharField(max_length=300)
    indicator = models.CharField(max_length=300)
    until_on = models.DateField()
    state = models.CharField(max_length=9, choices=[(s, s) for s in PilotState], default=PilotState.PROPOSED.value)
    proposed_on = models.DateField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    accepted_on = models.DateField(null=True)
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    result = models.CharField(max_length=7, blank=True, choices=[(r, r) for r in TrialResult])
    closed_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "voices_pilot"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy"], condition=Q(state__in=list(OPEN_PILOT)), name="voices_pilot_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(question="") & ~Q(indicator="") & Q(until_on__gt=F("proposed_on")),
                name="voices_pilot_asked",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("proposed_by")),
                name="voices_pilot_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=PilotState.PROPOSED, accepted_by__isnull=True, closed_by__isnull=True)
                & Q(withdrawn_by__isnull=True, answer="", result="")
                | Q(state=PilotState.ACCEPTED, accepted_by__isnull=False, accepted_on__gte=F("proposed_on"))
                & Q(closed_by__isnull=True, withdrawn_by__isnull=True, answer="", result="")
                | Q(state=PilotState.CLOSED, accepted_by__isnull=False, closed_by__isnull=False)
                & Q(closed_on__gte=F("accepted_on"), result__in=list(TrialResult), withdrawn_by__isnull=True)
                & ~Q(answer="")
                | Q(
                    state=PilotState.WITHDRAWN, withdrawn_by__isnull=False, closed_by__isnull=True, answer="", result=""
                ),
                name="voices_pilot_state",
            ),
            models.CheckConstraint(condition=WITHDRAWN_WHOLE, name="voices_pilot_withdrawn_whole"),
        ]
