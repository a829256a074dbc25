"""Searches for duplicates, the pairs that they found and what people decided about them, and merges.

A pair is decided by people alone. A merge deletes nothing: who was merged stays, points at the other, and comes back
when the merge is undone.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.registry.terms import PairState, SearchKind, SearchState


class DuplicateSearch(models.Model):
    """One search, wanted, running or done: the table is its own queue. `as_of` is the instant whose data it read;
    `members` were there, `compared` of them were held against all, `found` pairs weigh enough, `opened` are new.
    `seen_sha256` is a file of what was known of each, so that the next search knows who changed since."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in SearchKind])
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=[(s, s) for s in SearchState], default=SearchState.WANTED)
    percent = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    as_of = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    members = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    seen_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "registry_duplicate_search"
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=[SearchState.WANTED.value, SearchState.RUNNING.value]),
                name="registry_search_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=SearchState.RUNNING.value), name="registry_one_search_runs"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(SearchKind)), name="registry_search_kind"),
            models.CheckConstraint(condition=Q(state__in=list(SearchState)), name="registry_search_state"),
            models.CheckConstraint(
                condition=Q(kind=SearchKind.TERRITORY.value, place__isnull=False)
                | (~Q(kind=SearchKind.TERRITORY.value) & Q(place__isnull=True)),
                name="registry_search_where",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="registry_search_percent"),
        ]


class DuplicatePair(models.Model):
    """Two members who may be one person: `left` was registered first. `weight` in hundredths of a bit; `agreement`
    says how they agree on each thing, as words `thing=how`. `*_facts` stand for what was known of each when the pair
    was found: a pair that was decided comes back only if that changed. `*_district` is for lists by territory."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    left = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    left_district = models.IntegerField()
    right_district = models.IntegerField()
    left_facts = models.BigIntegerField()
    right_facts = models.BigIntegerField()
    weight = models.IntegerField()
    agreement = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=[(s, s) for s in PairState], default=PairState.OPEN)
    search = models.ForeignKey(DuplicateSearch, on_delete=models.PROTECT, related_name="pairs", db_index=False)
    found_at = models.DateTimeField()
    passed_on_by = models.UUIDField(null=True)
    passed_on_at = models.DateTimeField(null=True)
    passed_on_why = models.CharField(max_length=300, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "registry_duplicate_pair"
        indexes = [
            models.Index(fields=["state", "-weight", "id"], name="registry_pair_heaviest"),
            models.Index(fields=["state", "left_district"], name="registry_pair_left"),
            models.Index(fields=["state", "right_district"], name="registry_pair_right"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="registry_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="registry_pair_in_order"),
            models.CheckConstraint(condition=Q(state__in=list(PairState)), name="registry_pair_state"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[PairState.SAME.value, PairState.DIFFERENT.value],
                    decided_by__isnull=False, decided_at__isnull=False,
                ) & ~Q(decided_why="")
                | Q(
                    state__in=[PairState.OPEN.value, PairState.FADED.value],
                    decided_by__isnull=True, decided_at__isnull=True, decided_why="",
                ),
                name="registry_pair_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(passed_on_by__isnull=True, passed_on_at__isnull=True, passed_on_why="")
                | Q(passed_on_by__isnull=False, passed_on_at__isnull=False) & ~Q(passed_on_why=""),
                name="registry_pair_passed_whole",
            ),
        ]  # fmt: skip


class Merge(models.Model):
    """Two entries that were one person, or two households that were one. `merged_household` is null where a person
    alone was merged. Undone, it stays on record."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kept_household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    merged_household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, null=True, related_name="+")
    merged_on = models.DateField()
    why = models.CharField(max_length=300)
    merged_by = models.UUIDField()
    merged_at = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "registry_merge"
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_household__isnull=True) | ~Q(merged_household=F("kept_household")),
                name="registry_merge_of_two",
            ),
            models.UniqueConstraint(
                fields=["merged_household"], condition=Q(undone_at__isnull=True), name="registry_merge_household_once"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="registry_merge_why"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undone_why="")
                | Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_why=""),
                name="registry_merge_undone_whole",
            ),
        ]


class MergePart(models.Model):
    """A member whom a merge touched, and what they were before. `into` is the entry that stays; null for somebody who
    only came along into the other household. `filled` names what the entry that stays lacked and was given."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="parts")
    member = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey("registry.Member", on_delete=models.PROTECT, null=True, related_name="+")
    filled = models.CharField(max_length=200, blank=True)
    kin = models.CharField(max_length=16)
    joined_on = models.DateField()
    represents_since = models.DateField(null=True)

    class Meta:
        db_table = "registry_merge_part"
        constraints = [
            models.UniqueConstraint(fields=["merge", "member"], name="registry_merge_part_once"),
            models.CheckConstraint(
                condition=Q(into__isnull=True) | ~Q(into=F("member")), name="registry_merge_part_of_two"
            ),
        ]
