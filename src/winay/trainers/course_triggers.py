"""What the database itself refuses of courses: rewriting what was told, a trainer whose contract held on none of its
days, more hours than it had."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import outside, refused_where

register(
    kept_columns(
        "trainers_course",
        (
            *("public_id", "version_id", "place_id", "name", "began_on", "over_on", "hours", "held_at", "teacher"),
            *("institution", "recorded_by", "recorded_at", "replaces_id", "synthetic"),
        ),
        unique=("public_id",),
    )
)
register(frozen_when("trainers_course", "OLD.ended_at IS NOT NULL", unique=("public_id",)))
register(append_only("trainers_course_subject", unique=(("course_id", "item", "topic"),)))
register(append_only("trainers_course_seat", unique=(("course_id", "contract_id"),)))
register(
    refused_where(
        "trainers_course_seat_within",
        "trainers_course_seat",
        outside(
            "trainers_course",
            "c",
            "c.id = NEW.course_id AND (NEW.hours > c.hours OR NOT EXISTS (SELECT 1 FROM trainers_contract t "
            "WHERE t.id = NEW.contract_id AND t.began_on < c.over_on AND t.over_on > c.began_on "
            "AND t.over_on > t.began_on))",
        ),
        "a trainer sits in a course on a day of the contract, for no more hours than it has",
        events=("INSERT",),
    )
)
