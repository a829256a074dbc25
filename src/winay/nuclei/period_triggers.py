"""What the database refuses of a nucleus's days: more households than it holds, anything after its end, stages out of
order, a nucleus under a central that is not its own.

A household's days in a nucleus end with its cycle, so a cycle that goes on again is looked at too. The most that are in
at once is reached on a first day: that of the row itself, or that of somebody who joins later.
"""

from winay.journal.triggers import Trigger, register
from winay.nuclei.trigger_sql import refused_where

LOCK = "PERFORM 1 FROM nuclei_nucleus WHERE id = NEW.nucleus_id FOR NO KEY UPDATE;"
RANK = "CASE {}.stage WHEN 'implementation' THEN 0 WHEN 'appropriation' THEN 1 ELSE 2 END"


def _others_on(day: str, membership: str) -> str:
    """SQL: how many households but that of one membership are in its nucleus on a day."""
    return (
        "(SELECT COUNT(*) FROM nuclei_membership k JOIN enrolment_enrolment ke ON ke.id = k.enrolment_id "
        f"WHERE k.nucleus_id = {membership}.nucleus_id AND k.id <> COALESCE({membership}.id, -1) "
        f"AND k.joined_on <= {day} AND (k.left_on IS NULL OR k.left_on > {day}) "
        f"AND (ke.ended_on IS NULL OR ke.ended_on > {day}))"
    )


def _too_many(membership: str, ended_on: str) -> str:
    """SQL: whether, on some day of a membership, its nucleus is full with others. `ended_on`: that of its cycle."""
    within = (
        f"({membership}.left_on IS NULL OR {membership}.left_on > {{day}}) "
        f"AND ({ended_on} IS NULL OR {ended_on} > {{day}})"
    )
    most = f"(SELECT most FROM nuclei_nucleus WHERE id = {membership}.nucleus_id)"
    first, later = f"{membership}.joined_on", "o.joined_on"
    return (
        f"(({within.format(day=first)} AND {_others_on(first, membership)} >= {most}) "
        f"OR EXISTS (SELECT 1 FROM nuclei_membership o WHERE o.nucleus_id = {membership}.nucleus_id "
        f"AND o.joined_on > {first} AND {within.format(day=later)} "
        f"AND {_others_on(later, membership)} >= {most}))"
    )


register(
    refused_where(
        "nuclei_membership_room",
        "nuclei_membership",
        _too_many("NEW", "(SELECT ended_on FROM enrolment_enrolment WHERE id = NEW.enrolment_id)"),
        "the nucleus holds no more households",
        lock=LOCK,
    )
)
register(
    refused_where(
        "nuclei_membership_while_open",
        "nuclei_membership",
        "EXISTS (SELECT 1 FROM nuclei_nucleus n WHERE n.id = NEW.nucleus_id AND n.closed_on IS NOT NULL "
        "AND NEW.joined_on <> COALESCE(NEW.left_on, '9999-12-31') "
        "AND (NEW.left_on IS NULL OR NEW.left_on > n.closed_on))",
        "nobody is in a nucleus after it closed",
        lock=LOCK,
    )
)
register(
    refused_where(
        "nuclei_nucleus_over",
        "nuclei_nucleus",
        "NEW.closed_on IS NOT NULL AND ("
        "EXISTS (SELECT 1 FROM nuclei_membership m WHERE m.nucleus_id = NEW.id "
        "AND m.joined_on <> COALESCE(m.left_on, '9999-12-31') AND (m.left_on IS NULL OR m.left_on > NEW.closed_on)) "
        "OR EXISTS (SELECT 1 FROM nuclei_stage_move s WHERE s.nucleus_id = NEW.id AND s.reversed_at IS NULL "
        "AND s.began_on >= NEW.closed_on) "
        "OR EXISTS (SELECT 1 FROM nuclei_central_membership c WHERE c.nucleus_id = NEW.id "
        "AND (c.until_on IS NULL OR c.until_on > NEW.closed_on) AND c.from_on <> COALESCE(c.until_on, '9999-12-31')))",
        "a nucleus closes when nobody is in it and nothing follows",
    )
)
CYCLE = "nuclei_cycle_of_member"
CYCLE_WRONG = (
    "EXISTS (SELECT 1 FROM nuclei_membership m WHERE m.enrolment_id = NEW.id "
    "AND m.joined_on <> COALESCE(m.left_on, '9999-12-31') "
    f"AND (m.joined_on < NEW.enrolled_on OR {_too_many('m', 'NEW.ended_on')}))"
)
CYCLE_WHY = "the cycle does not hold the days that its household is in a nucleus, or the nucleus has no room left"
register(
    Trigger(
        CYCLE,
        "enrolment_enrolment",
        sqlite=(
            f"CREATE TRIGGER {CYCLE}_update BEFORE UPDATE OF enrolled_on, ended_on ON enrolment_enrolment "
            f"WHEN {CYCLE_WRONG} BEGIN SELECT RAISE(ABORT, '{CYCLE_WHY}'); END"
        ),
        postgres=(
            f"CREATE OR REPLACE FUNCTION {CYCLE}() RETURNS trigger LANGUAGE plpgsql "
            "SET enable_seqscan TO off AS $$BEGIN "
            "PERFORM 1 FROM nuclei_nucleus WHERE id IN (SELECT nucleus_id FROM nuclei_membership "
            "WHERE enrolment_id = NEW.id) FOR NO KEY UPDATE; "
            f"IF {CYCLE_WRONG} THEN RAISE EXCEPTION '{CYCLE_WHY}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END$$",
            f"CREATE TRIGGER {CYCLE}_row BEFORE UPDATE OF enrolled_on, ended_on ON enrolment_enrolment "
            f"FOR EACH ROW EXECUTE FUNCTION {CYCLE}()",
        ),
    )
)
register(
    refused_where(
        "nuclei_stages_in_order",
        "nuclei_stage_move",
        "(NEW.reversed_at IS NULL AND (EXISTS (SELECT 1 FROM nuclei_nucleus n WHERE n.id = NEW.nucleus_id "
        "AND (NEW.began_on < n.formed_on OR NEW.began_on >= n.closed_on)) "
        "OR EXISTS (SELECT 1 FROM nuclei_stage_move o WHERE o.nucleus_id = NEW.nucleus_id AND o.reversed_at IS NULL "
        f"AND {RANK.format('o')} < {RANK.format('NEW')} AND o.began_on >= NEW.began_on) "
        "OR (SELECT COUNT(*) FROM nuclei_stage_move o WHERE o.nucleus_id = NEW.nucleus_id AND o.reversed_at IS NULL "
        f"AND {RANK.format('o')} < {RANK.format('NEW')}) <> {RANK.format('NEW')})) "
        "OR (NEW.reversed_at IS NOT NULL AND EXISTS (SELECT 1 FROM nuclei_stage_move o "
        "WHERE o.nucleus_id = NEW.nucleus_id AND o.reversed_at IS NULL "
        f"AND {RANK.format('o')} > {RANK.format('NEW')} AND o.recorded_at <= NEW.reversed_at))",
        "stages follow one another while the nucleus exists",
        lock=LOCK,
    )
)
register(
    refused_where(
        "nuclei_central_of_its_own",
        "nuclei_central_membership",
        "EXISTS (SELECT 1 FROM nuclei_central c JOIN places_place cp ON cp.id = c.place_id, nuclei_nucleus n "
        "JOIN places_place d ON d.id = n.district_id WHERE c.id = NEW.central_id AND n.id = NEW.nucleus_id "
        "AND (c.version_id <> n.version_id OR substr(d.code, 1, length(cp.code)) <> cp.code "
        "OR (NEW.from_on <> COALESCE(NEW.until_on, '9999-12-31') AND (NEW.from_on < c.formed_on "
        "OR NEW.from_on < n.formed_on OR (c.closed_on IS NOT NULL "
        "AND (NEW.until_on IS NULL OR NEW.until_on > c.closed_on)) OR (n.closed_on IS NOT NULL "
        "AND (NEW.until_on IS NULL OR NEW.until_on > n.closed_on))))))",
        "a central nucleus groups nuclei of its place and version, while both exist",
        lock=LOCK,
    )
)
register(
    refused_where(
        "nuclei_central_over",
        "nuclei_central",
        "NEW.closed_on IS NOT NULL AND EXISTS (SELECT 1 FROM nuclei_central_membership m WHERE m.central_id = NEW.id "
        "AND m.from_on <> COALESCE(m.until_on, '9999-12-31') AND (m.until_on IS NULL OR m.until_on > NEW.closed_on))",
        "a central nucleus closes when it groups nobody",
    )
)
