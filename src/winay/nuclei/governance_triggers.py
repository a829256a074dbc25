"""What the database itself refuses of assemblies and boards: a post held twice, one person in two, an assembly outside
its nucleus's days, one that decides without a quorum, people from outside, and rewriting what was told.

An assembly is told in one transaction: its parts are written while it is still called, and the change to `held` or
`failed` is what counts them. From then on it takes none in.
"""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import meets, outside, refused_where

NOBODY_NEW = "NOT EXISTS (SELECT 1 FROM nuclei_assembly a WHERE a.id = {assembly} AND a.state = 'called')"
THERE = "(SELECT COUNT(DISTINCT t.membership_id) FROM nuclei_attendance t WHERE t.assembly_id = NEW.id)"
ENOUGH = f"{THERE} * 10000 > CAST(NEW.quorum_over AS bigint) * NEW.members"
VOTES_OVER = (
    "EXISTS (SELECT 1 FROM nuclei_motion n WHERE n.assembly_id = NEW.id "
    f"AND CAST(n.votes_for AS bigint) + n.votes_against + n.abstained > {THERE}) "
    "OR EXISTS (SELECT 1 FROM nuclei_ballot b WHERE b.assembly_id = NEW.id AND b.blank + "
    f"(SELECT COALESCE(SUM(c.votes), 0) FROM nuclei_candidate c WHERE c.ballot_id = b.id) > {THERE})"
)
DECIDED = (
    "EXISTS (SELECT 1 FROM nuclei_motion n WHERE n.assembly_id = NEW.id) "
    "OR EXISTS (SELECT 1 FROM nuclei_ballot b WHERE b.assembly_id = NEW.id)"
)
TOLD = (
    *("state", "held_on", "first_call_at", "second_call_at", "meeting_place", "called_by_name", "call", "led_by"),
    *("language", "members", "quorum_over", "notes", "transcribed_by", "transcribed_at", "on_behalf_of", "ended_why"),
)
"""Columns of an assembly that never change once it was told or cancelled."""
BOTH_OPEN = "ended_on IS NULL AND NEW.ended_on IS NULL"
"""A mandate that is told late is over when it is written, and meets no open one."""


def _of_the_nucleus(member: str, day: str, membership: str) -> str:
    """SQL: whether somebody belonged on a day to a household whose membership (`m`, under this condition) holds that
    day. A cycle may since have gone to another household, and a person too."""
    moved = "SELECT c.origin_id FROM enrolment_cycle_move c WHERE c.enrolment_id = e.id"
    lives, lived = (f"({one} = e.household_id OR {one} IN ({moved}))" for one in ("p.household_id", "q.household_id"))
    past = (
        f"EXISTS (SELECT 1 FROM registry_past_membership q WHERE q.member_id = p.id AND {lived} "
        f"AND q.joined_on <= {day} AND q.left_on > {day})"
    )
    return (
        "EXISTS (SELECT 1 FROM nuclei_membership m JOIN enrolment_enrolment e ON e.id = m.enrolment_id "
        f"JOIN registry_member p ON p.id = {member} WHERE {membership} AND m.joined_on <= {day} "
        f"AND (m.left_on IS NULL OR m.left_on > {day}) AND (e.ended_on IS NULL OR e.ended_on > {day}) "
        f"AND (({lives} AND p.joined_on <= {day} "
        f"AND (p.left_on IS NULL OR p.left_on > {day})) OR {past}))"
    )


register(
    refused_where(
        "nuclei_posts_apart",
        "nuclei_mandate",
        meets("nuclei_mandate", "kept.nucleus_id = NEW.nucleus_id AND kept.post = NEW.post", "began_on", "ended_on"),
        "somebody else holds the post on those days",
        lock="PERFORM 1 FROM nuclei_nucleus WHERE id = NEW.nucleus_id FOR NO KEY UPDATE;",
    )
)
register(
    refused_where(
        "nuclei_mandates_apart",
        "nuclei_mandate",
        meets("nuclei_mandate", "kept.member_id = NEW.member_id", "began_on", "ended_on"),
        "one person holds one post at a time",
        lock="PERFORM 1 FROM registry_member WHERE id = NEW.member_id FOR NO KEY UPDATE;",
    )
)
register(
    refused_where(
        "nuclei_mandate_of_member",
        "nuclei_mandate",
        f"NOT {_of_the_nucleus('NEW.member_id', 'NEW.began_on', 'm.nucleus_id = NEW.nucleus_id')}",
        "a board member belongs to a household of the nucleus on the day the mandate begins",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "nuclei_mandate_elected",
        "nuclei_mandate",
        "NEW.origin = 'elected' AND NOT EXISTS (SELECT 1 FROM nuclei_candidate c "
        "JOIN nuclei_ballot b ON b.id = c.ballot_id JOIN nuclei_assembly a ON a.id = b.assembly_id "
        "WHERE a.id = NEW.assembly_id AND a.nucleus_id = NEW.nucleus_id AND a.state = 'held' "
        "AND a.held_on = NEW.began_on AND b.post = NEW.post AND c.member_id = NEW.member_id AND c.elected)",
        "a mandate begins with the assembly that elected it",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "nuclei_mandate_recalled",
        "nuclei_mandate",
        "NEW.end_why = 'recalled' AND NOT EXISTS (SELECT 1 FROM nuclei_motion n "
        "JOIN nuclei_assembly a ON a.id = n.assembly_id WHERE n.mandate_id = NEW.id "
        "AND a.id = NEW.ended_at_assembly_id AND a.nucleus_id = NEW.nucleus_id AND a.state = 'held' "
        "AND a.held_on = NEW.ended_on AND n.kind = 'recall' AND n.carried)",
        "only an assembly recalls, by a motion that was carried",
    )
)
register(
    refused_where(
        "nuclei_assembly_after",
        "nuclei_assembly",
        outside(
            "nuclei_nucleus", "n", "n.id = NEW.nucleus_id AND (NEW.held_on < n.formed_on "
            "OR (n.closed_on IS NOT NULL AND NEW.held_on > n.closed_on))",
        ),
        "an assembly is held while the nucleus exists",
        events=("INSERT",),
    )
)  # fmt: skip
register(
    refused_where(
        "nuclei_assembly_moved",
        "nuclei_assembly",
        "OLD.held_on IS DISTINCT FROM NEW.held_on AND "
        + outside("nuclei_nucleus", "n", "n.id = NEW.nucleus_id AND (NEW.held_on < n.formed_on "
        "OR (n.closed_on IS NOT NULL AND NEW.held_on > n.closed_on))"),
        "an assembly is held while the nucleus exists",
        events=("UPDATE",),
    )
)  # fmt: skip
register(
    refused_where(
        "nuclei_assembly_begins",
        "nuclei_assembly",
        "NEW.state <> 'called' OR NEW.reversed_at IS NOT NULL OR NEW.confirmed_at_assembly_id IS NOT NULL",
        "an assembly is called before it is told",
        events=("INSERT",),
    )
)
register(
    refused_where(
        "nuclei_assembly_quorum",
        "nuclei_assembly",
        f"OLD.state = 'called' AND ((NEW.state = 'held' AND (NOT {ENOUGH} OR {VOTES_OVER})) "
        f"OR (NEW.state = 'failed' AND ({ENOUGH} OR {DECIDED})))",
        "an assembly decides with a quorum, and with no more votes than households came",
        events=("UPDATE",),
    )
)
register(
    refused_where(
        "nuclei_assembly_told",
        "nuclei_assembly",
        "(OLD.state <> 'called' AND ("
        + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in TOLD)
        + ")) OR (OLD.scan_sha256 <> '' AND OLD.scan_sha256 IS DISTINCT FROM NEW.scan_sha256) "
        "OR OLD.reversed_at IS NOT NULL",
        "an assembly that was told is not rewritten",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "nuclei_assembly",
        ("public_id", "nucleus_id", "kind", "called_on", "recorded_by", "recorded_at", "replaces_id", "synthetic"),
        unique=("public_id", "replaces_id"),
        while_open=((("nucleus_id", "held_on"), "state <> 'cancelled' AND reversed_at IS NULL"),),
    )
)
register(
    frozen_when(
        "nuclei_agenda_item",
        "NOT EXISTS (SELECT 1 FROM nuclei_assembly a WHERE a.id = OLD.assembly_id AND a.state = 'called')",
        additions=True,
        unique=(("assembly_id", "position"),),
    )
)
register(
    refused_where(
        "nuclei_attendance_of_nucleus",
        "nuclei_attendance",
        "NOT EXISTS (SELECT 1 FROM nuclei_assembly a WHERE a.id = NEW.assembly_id AND a.state = 'called' AND "
        + _of_the_nucleus("NEW.member_id", "a.held_on", "m.id = NEW.membership_id AND m.nucleus_id = a.nucleus_id")
        + ")",
        "who came belongs to a household of the nucleus on the day of the assembly, and is told with it",
        events=("INSERT",),
    )
)
register(append_only("nuclei_attendance", unique=(("assembly_id", "member_id"),)))
register(
    refused_where(
        "nuclei_motion_told",
        "nuclei_motion",
        NOBODY_NEW.format(assembly="NEW.assembly_id")
        + " OR (NEW.mandate_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM nuclei_mandate d JOIN nuclei_assembly a "
        "ON a.nucleus_id = d.nucleus_id WHERE d.id = NEW.mandate_id AND a.id = NEW.assembly_id)) "
        "OR (NEW.minutes_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM nuclei_assembly o JOIN nuclei_assembly a "
        "ON a.nucleus_id = o.nucleus_id AND a.held_on > o.held_on "
        "WHERE o.id = NEW.minutes_of_id AND a.id = NEW.assembly_id))",
        "a motion is told with its assembly, and is about its own nucleus",
        events=("INSERT",),
    )
)
register(append_only("nuclei_motion", unique=(("assembly_id", "position"),)))
register(
    refused_where(
        "nuclei_ballot_told",
        "nuclei_ballot",
        NOBODY_NEW.format(assembly="NEW.assembly_id"),
        "a ballot is told with its assembly",
        events=("INSERT",),
    )
)
register(append_only("nuclei_ballot", unique=(("assembly_id", "post", "round"),)))
register(
    refused_where(
        "nuclei_candidate_told",
        "nuclei_candidate",
        "NOT EXISTS (SELECT 1 FROM nuclei_ballot b JOIN nuclei_assembly a ON a.id = b.assembly_id "
        "WHERE b.id = NEW.ballot_id AND a.state = 'called' AND (NOT b.tied OR NOT NEW.elected) AND "
        + _of_the_nucleus("NEW.member_id", "a.held_on", "m.nucleus_id = a.nucleus_id")
        + ")",
        "a candidate belongs to the nucleus, is told with the assembly, and is not elected by a tie",
        events=("INSERT",),
    )
)
register(append_only("nuclei_candidate", unique=(("ballot_id", "member_id"),)))
register(
    kept_columns(
        "nuclei_mandate",
        (
            *("public_id", "nucleus_id", "member_id", "post", "origin", "origin_note", "assembly_id", "began_on"),
            *("recorded_by", "recorded_at"),
        ),
        unique=("public_id",),
        while_open=((("nucleus_id", "post"), BOTH_OPEN), (("member_id",), BOTH_OPEN)),
    )
)
register(
    refused_where(
        "nuclei_certification_of_told",
        "nuclei_certification",
        "NOT EXISTS (SELECT 1 FROM nuclei_assembly a WHERE a.id = NEW.assembly_id AND a.state = 'held' "
        "AND a.reversed_at IS NULL AND a.held_on <= NEW.certified_on)",
        "minutes are certified after the assembly was held",
        events=("INSERT",),
    )
)
register(
    kept_columns(
        "nuclei_certification",
        ("public_id", "assembly_id", "kind", "certifier", "certified_on", "note", "recorded_by", "recorded_at"),
        unique=("public_id",),
        while_open=((("assembly_id",), "reversed_at IS NULL"),),
    )
)
register(frozen_when("nuclei_certification", "OLD.reversed_at IS NOT NULL", unique=("public_id",)))
