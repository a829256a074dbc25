"""Assemblies of a nucleus, what they decided, whom they elected, and the mandates that follow.

An assembly happened on paper, hours from a network: whoever writes it down here copies a minute that people signed.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.nuclei.terms import AssemblyKind, AssemblyState, CertifierKind, MandateEnd, MotionKind, Post, PostOrigin
from winay.registry.terms import LANGUAGES


class Assembly(models.Model):
    """A general assembly: called, then held, failed for want of a quorum, or cancelled. `members` are the households
    of the nucleus on its day, `quorum_over` the share of them that it needed more than, in hundredths of a percent;
    frozen when it is told. `call` is 1 or 2, the one under which it was held. `transcribed_*`, `on_behalf_of` and
    `scan_sha256` say who copied which paper for whom. One that was told wrongly is reversed with its reason, and
    another that `replaces` it is told anew."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="assemblies")
    kind = models.CharField(max_length=14, choices=[(k, k) for k in AssemblyKind])
    state = models.CharField(max_length=10, choices=[(s, s) for s in AssemblyState], default=AssemblyState.CALLED.value)
    called_on = models.DateField()
    held_on = models.DateField()
    first_call_at = models.TimeField()
    second_call_at = models.TimeField(null=True)
    meeting_place = models.CharField(max_length=160)
    called_by_name = models.CharField(max_length=160)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    call = models.PositiveSmallIntegerField(null=True)
    led_by = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=3, blank=True, choices=[(code, code) for code in LANGUAGES])
    members = models.PositiveSmallIntegerField(null=True)
    quorum_over = models.PositiveSmallIntegerField(null=True)
    notes = models.CharField(max_length=2000, blank=True)
    transcribed_by = models.UUIDField(null=True)
    transcribed_at = models.DateTimeField(null=True)
    on_behalf_of = models.CharField(max_length=160, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    confirmed_at_assembly = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="confirms", db_index=False
    )
    ended_why = models.CharField(max_length=600, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=600, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "nuclei_assembly"
        indexes = [models.Index(fields=["nucleus", "-held_on"], name="nuclei_assembly_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["nucleus", "held_on"],
                condition=~Q(state=AssemblyState.CANCELLED.value) & Q(reversed_at__isnull=True),
                name="nuclei_assembly_one_a_day",
            ),
            models.UniqueConstraint(
                fields=["nucleus"],
                condition=Q(kind=AssemblyKind.CONSTITUTING.value, state=AssemblyState.HELD.value)
                & Q(reversed_at__isnull=True),
                name="nuclei_constituted_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(AssemblyKind)), name="nuclei_assembly_kind"),
            models.CheckConstraint(condition=Q(state__in=list(AssemblyState)), name="nuclei_assembly_state"),
            models.CheckConstraint(condition=Q(held_on__gte=F("called_on")), name="nuclei_assembly_called_before"),
            models.CheckConstraint(
                condition=Q(second_call_at__isnull=True) | Q(second_call_at__gt=F("first_call_at")),
                name="nuclei_assembly_calls_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AssemblyState.CALLED.value, AssemblyState.CANCELLED.value], call__isnull=True)
                | Q(
                    state__in=[AssemblyState.HELD.value, AssemblyState.FAILED.value], call__in=[1, 2],
                    members__isnull=False, quorum_over__isnull=False, transcribed_by__isnull=False,
                    transcribed_at__isnull=False,
                ),
                name="nuclei_assembly_told_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssemblyState.CANCELLED) | ~Q(ended_why=""), name="nuclei_assembly_cancelled_said"
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False)
                & Q(state__in=[AssemblyState.HELD.value, AssemblyState.FAILED.value])
                & ~Q(reversed_why=""),
                name="nuclei_assembly_reversed_whole",
            ),
        ]  # fmt: skip


class AgendaItem(models.Model):
    """A point of an assembly's agenda, in the words of the call."""

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="agenda", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        db_table = "nuclei_agenda_item"
        constraints = [models.UniqueConstraint(fields=["assembly", "position"], name="nuclei_agenda_item_once")]


class Attendance(models.Model):
    """Somebody of a household of the nucleus who came. `spoke`: took the floor. One household counts once for the
    quorum, however many of it came."""

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="attendance", db_index=False)
    member = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, related_name="+", db_index=False)
    spoke = models.BooleanField(default=False)

    class Meta:
        db_table = "nuclei_attendance"
        constraints = [models.UniqueConstraint(fields=["assembly", "member"], name="nuclei_attendance_once")]


class Motion(models.Model):
    """Something that was put to the vote, by households. `carried` as the votes say; where the assembly agreed without
    counting, `unanimous`, and the votes in favour are those who came. A recall says of which `mandate`, a confirmation
    the minutes of which assembly."""

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="motions", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=[(k, k) for k in MotionKind])
    text = models.CharField(max_length=600)
    unanimous = models.BooleanField(default=False)
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    carried = models.BooleanField()
    mandate = models.ForeignKey("nuclei.Mandate", on_delete=models.PROTECT, null=True, related_name="recalls")
    minutes_of = models.ForeignKey(Assembly, on_delete=models.PROTECT, null=True, related_name="confirmations")

    class Meta:
        db_table = "nuclei_motion"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "position"], name="nuclei_motion_once"),
            models.CheckConstraint(condition=Q(kind__in=list(MotionKind)), name="nuclei_motion_kind"),
            models.CheckConstraint(
                condition=Q(carried=True, votes_for__gt=F("votes_against"))
                | Q(carried=False, votes_for__lte=F("votes_against")),
                name="nuclei_motion_counted",
            ),
            models.CheckConstraint(
                condition=Q(unanimous=False) | Q(votes_against=0, abstained=0), name="nuclei_motion_unanimous"
            ),
            models.CheckConstraint(
                condition=Q(kind=MotionKind.RECALL, mandate__isnull=False)
                | ~Q(kind=MotionKind.RECALL) & Q(mandate__isnull=True),
                name="nuclei_motion_recalls",
            ),
            models.CheckConstraint(
                condition=Q(kind=MotionKind.CONFIRM_MINUTES, minutes_of__isnull=False)
                | ~Q(kind=MotionKind.CONFIRM_MINUTES) & Q(minutes_of__isnull=True),
                name="nuclei_motion_confirms",
            ),
        ]


class Ballot(models.Model):
    """One round of votes for a post. A tie at the top elects nobody: another round follows, `round` one higher."""

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="ballots", db_index=False)
    post = models.CharField(max_length=10, choices=[(p, p) for p in Post])
    round = models.PositiveSmallIntegerField(default=1)
    blank = models.PositiveSmallIntegerField(default=0)
    tied = models.BooleanField()

    class Meta:
        db_table = "nuclei_ballot"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "post", "round"], name="nuclei_ballot_once"),
            models.CheckConstraint(condition=Q(post__in=list(Post)), name="nuclei_ballot_post"),
            models.CheckConstraint(condition=Q(round__gte=1), name="nuclei_ballot_round"),
        ]


class Candidate(models.Model):
    """Who stood in a round, and how many households voted for them."""

    id = models.BigAutoField(primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="candidates", db_index=False)
    member = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    votes = models.PositiveSmallIntegerField()
    elected = models.BooleanField(default=False)

    class Meta:
        db_table = "nuclei_candidate"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="nuclei_candidate_once"),
            models.UniqueConstraint(fields=["ballot"], condition=Q(elected=True), name="nuclei_candidate_one_elected"),
        ]


class Mandate(models.Model):
    """Somebody's time in a post. Open until an end is told. `assembly` elected them; `ended_at_assembly` recalled them,
    or elected whom came after. One told by mistake ends on its first day and never was."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="mandates")
    member = models.ForeignKey("registry.Member", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=10, choices=[(p, p) for p in Post])
    origin = models.CharField(max_length=12, choices=[(o, o) for o in PostOrigin])
    origin_note = models.CharField(max_length=300, blank=True)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, null=True, related_name="mandates")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_why = models.CharField(max_length=14, blank=True, choices=[(w, w) for w in MandateEnd])
    end_note = models.CharField(max_length=600, blank=True)
    ended_at_assembly = models.ForeignKey(
        Assembly, on_delete=models.PROTECT, null=True, related_name="mandates_ended", db_index=False
    )
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "nuclei_mandate"
        constraints = [
            models.UniqueConstraint(
                fields=["nucleus", "post"], condition=Q(ended_on__isnull=True), name="nuclei_post_held_once"
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_on__isnull=True), name="nuclei_one_post_at_a_time"
            ),
            models.CheckConstraint(condition=Q(post__in=list(Post)), name="nuclei_mandate_post"),
            models.CheckConstraint(
                condition=Q(origin=PostOrigin.ELECTED, assembly__isnull=False)
                | Q(origin=PostOrigin.MUNICIPALITY, post=Post.PROSECUTOR) & ~Q(origin_note=""),
                name="nuclei_mandate_origin",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_why="", end_note="", ended_by__isnull=True)
                & Q(ended_at__isnull=True, ended_at_assembly__isnull=True)
                | Q(ended_on__isnull=False, end_why__in=list(MandateEnd), ended_by__isnull=False)
                & Q(ended_at__isnull=False),
                name="nuclei_mandate_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(end_why=MandateEnd.MISTAKE, ended_on=F("began_on"))
                | (~Q(end_why=MandateEnd.MISTAKE) & Q(ended_on__gt=F("began_on"))),
                name="nuclei_mandate_mistake_never_was",
            ),
            models.CheckConstraint(
                condition=~Q(end_why=MandateEnd.RECALLED) | Q(ended_at_assembly__isnull=False),
                name="nuclei_mandate_recalled_by_assembly",
            ),
        ]


class Certification(models.Model):
    """Somebody outside the nucleus who certified the minutes of an assembly. Never rewritten: one told wrongly is
    reversed."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="certifications")
    kind = models.CharField(max_length=16, choices=[(k, k) for k in CertifierKind])
    certifier = models.CharField(max_length=160)
    certified_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "nuclei_certification"
        constraints = [
            models.UniqueConstraint(
                fields=["assembly"], condition=Q(reversed_at__isnull=True), name="nuclei_certification_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(CertifierKind)), name="nuclei_certification_kind"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why=""),
                name="nuclei_certification_reversed_whole",
            ),
        ]
