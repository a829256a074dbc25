"""What the database itself refuses of contests and applications: a call changed after its publication, an application
that came late. Scores and rankings are in `scoring_triggers`, contracts in `contract_triggers`."""

from winay.journal.triggers import frozen_when, kept_columns, register
from winay.nuclei.trigger_sql import outside, refused_where

CALL = ("kind", "name", "closes_on", "scores_until", "bases")
register(
    kept_columns(
        "trainers_contest",
        ("public_id", "version_id", "place_id", "drafted_by", "drafted_at", "reopens_id", "reopened_how", "synthetic"),
        unique=("public_id", "reopens_id"),
    )
)
register(
    refused_where(
        "trainers_contest_call",
        "trainers_contest",
        outside(
            "trainers_contest",
            "c",
            "c.id = NEW.id AND c.state <> 'draft' AND (NEW.state = 'draft' OR "
            + " OR ".join(f"c.{column} IS DISTINCT FROM NEW.{column}" for column in CALL)
            + ")",
        ),
        "a call does not change once it is published",
        events=("UPDATE",),
    )
)
register(frozen_when("trainers_contest", "OLD.state = 'void'", unique=("public_id", "reopens_id")))
PUBLISHED = "EXISTS (SELECT 1 FROM trainers_contest c WHERE c.id = OLD.contest_id AND c.state <> 'draft')"
ZONE = (
    "EXISTS (SELECT 1 FROM trainers_vacancy v JOIN trainers_contest c ON c.id = v.contest_id "
    "WHERE v.id = OLD.vacancy_id AND c.state <> 'draft')"
)
register(frozen_when("trainers_vacancy", PUBLISHED, additions=True, unique=("public_id", ("contest_id", "position"))))
register(
    frozen_when(
        "trainers_vacancy_zone", ZONE, additions=True, unique=(("vacancy_id", "place_id"), ("vacancy_id", "nucleus_id"))
    )
)
register(
    kept_columns(
        "trainers_applicant",
        ("public_id", "entered_by", "entered_at", "synthetic"),
        unique=("public_id",),
        while_open=((("national_id_hash",), "erased_at IS NULL"),),
        emptied=(("national_id_hash", "erased_at"), "NEW.national_id_hash = '' AND NEW.erased_at IS NOT NULL"),
    )
)
register(frozen_when("trainers_applicant", "OLD.erased_at IS NOT NULL", unique=("public_id",)))
ERASED = outside("trainers_applicant", "a", "a.id = NEW.applicant_id AND a.erased_at IS NOT NULL")
for table in ("trainers_application", "trainers_contract"):
    register(
        refused_where(f"{table}_of_nobody", table, ERASED, "this person asked to be forgotten", events=("INSERT",))
    )
WORKS = (
    "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND ("
    + outside(
        "trainers_application",
        "p JOIN trainers_contest c ON c.id = p.contest_id",
        "p.applicant_id = NEW.id AND p.state <> 'withdrawn' AND c.state IN ('published', 'closed', 'scored')",
    )
    + ")"
)
register(
    refused_where(
        "trainers_applicant_applies",
        "trainers_applicant",
        WORKS,
        "nobody is forgotten while a contest judges them",
        events=("UPDATE",),
    )
)
register(
    kept_columns(
        "trainers_application",
        (
            *("public_id", "contest_id", "applicant_id", "number", "received_on", "paper", "file_row"),
            *("registered_by", "registered_at"),
        ),
        unique=("public_id", ("contest_id", "number")),
        while_open=((("contest_id", "applicant_id"), "state <> 'withdrawn'"),),
    )
)
register(
    refused_where(
        "trainers_application_late",
        "trainers_application",
        outside("trainers_contest", "c", "c.id = NEW.contest_id AND (NEW.received_on > c.closes_on "
                "OR c.published_on IS NULL OR NEW.received_on < c.published_on)"),
        "the application came before the contest was published or after it closed",
        events=("INSERT",),
    )
)  # fmt: skip
register(
    refused_where(
        "trainers_application_vacancy",
        "trainers_application",
        f"NOT {outside('trainers_vacancy', 'v', 'v.id = NEW.vacancy_id AND v.contest_id = NEW.contest_id')}",
        "the vacancy is of another contest",
    )
)
