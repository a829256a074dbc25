"""What became of technologies: their installation and what checks found. Work is in tenths of person-days. A row is
written once; what was told wrongly is reversed with its reason. People who recorded, and what a phone sent
(`submission`), are kept by their public ids."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, TechState
from winay.programs.terms import AbandonReason

REVERSED_WHOLE = Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="") | Q(
    reversed_at__isnull=False, reversed_by__isnull=False
) & ~Q(reversed_why="")


class Installation(models.Model):
    """The day on which all of a kit was in place and was tried once in front of `seen_by`. `owed`: what the plan says
    the household works for it; `women` and `men`: what its people worked."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    technology = models.ForeignKey("delivery.Technology", on_delete=models.PROTECT, related_name="installations")
    installed_on = models.DateField()
    owed = models.PositiveIntegerField()
    women = models.PositiveIntegerField()
    men = models.PositiveIntegerField()
    trainer = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, null=True, related_name="+")
    seen_by = models.CharField(max_length=160)
    in_charge = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=600, blank=True)
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "delivery_installation"
        constraints = [
            models.UniqueConstraint(
                fields=["technology"], condition=Q(reversed_at__isnull=True), name="delivery_installed_once"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="delivery_installation_submission"
            ),
            models.CheckConstraint(condition=~Q(seen_by=""), name="delivery_installation_seen"),
            models.CheckConstraint(condition=REVERSED_WHOLE, name="delivery_installation_reversed"),
        ]


class Check(models.Model):
    """What somebody found of a technology on a day. In use says when it was last used; paused, when it goes on;
    replicated, with what of the household's own; abandoned, why."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    technology = models.ForeignKey(
        "delivery.Technology", on_delete=models.PROTECT, related_name="checks", db_index=False
    )
    checked_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in TechState])
    evidence = models.CharField(max_length=14, choices=[(e, e) for e in Evidence])
    words = models.CharField(max_length=300)
    checked_by = models.CharField(max_length=12, choices=[(c, c) for c in CheckedBy])
    checker = models.CharField(max_length=160)
    trainer = models.ForeignKey("trainers.Contract", on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey("delivery.Visit", on_delete=models.PROTECT, null=True, related_name="+")
    used_on = models.DateField(null=True)
    again_on = models.DateField(null=True)
    own_means = models.CharField(max_length=8, blank=True, choices=[(o, o) for o in OwnMeans])
    why = models.CharField(max_length=24, blank=True, choices=[(w, w) for w in AbandonReason])
    photo_sha256 = models.CharField(max_length=64, blank=True)
    submission = models.UUIDField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "delivery_check"
        indexes = [models.Index(fields=["technology", "checked_on"], name="delivery_check_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="delivery_check_submission_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(TechState), evidence__in=list(Evidence), checked_by__in=list(CheckedBy))
                & ~Q(words="")
                & ~Q(checker=""),
                name="delivery_check_said",
            ),
            models.CheckConstraint(
                condition=~Q(state=TechState.IN_USE) | Q(used_on__isnull=False), name="delivery_check_used"
            ),
            models.CheckConstraint(
                condition=Q(state=TechState.PAUSED, again_on__isnull=False, again_on__gt=models.F("checked_on"))
                | ~Q(state=TechState.PAUSED) & Q(again_on__isnull=True),
                name="delivery_check_paused",
            ),
            models.CheckConstraint(
                condition=Q(state=TechState.REPLICATED, own_means__in=list(OwnMeans))
                | ~Q(state=TechState.REPLICATED) & Q(own_means=""),
                name="delivery_check_own_means",
            ),
            models.CheckConstraint(
                condition=Q(state=TechState.ABANDONED, why__in=list(AbandonReason))
                | ~Q(state=TechState.ABANDONED) & Q(why=""),
                name="delivery_check_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(checked_by=CheckedBy.HOUSEHOLD) | Q(evidence=Evidence.TOLD),
                name="delivery_check_told_by_household",
            ),
            models.CheckConstraint(condition=REVERSED_WHOLE, name="delivery_check_reversed"),
        ]
