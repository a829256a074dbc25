"""What the database itself refuses of board members' phones: one that is live without an open mandate, two for one
mandate, one that reaches further than its nucleus's district and program."""

from winay.journal.triggers import append_only, register
from winay.nuclei.trigger_sql import refused_where

LIVE = (
    "EXISTS (SELECT 1 FROM nuclei_board_phone b JOIN accounts_field_credential c ON c.id = b.credential_id "
    "WHERE b.mandate_id = {mandate} AND c.revoked_at IS NULL)"
)
FITS = (
    "EXISTS (SELECT 1 FROM nuclei_mandate m JOIN nuclei_nucleus n ON n.id = m.nucleus_id "
    "JOIN programs_version v ON v.id = n.version_id JOIN accounts_field_credential c ON c.id = NEW.credential_id "
    "WHERE m.id = NEW.mandate_id AND m.ended_on IS NULL AND n.closed_on IS NULL AND c.revoked_at IS NULL "
    "AND c.place_id = n.district_id AND c.program_id = v.program_id)"
)

register(
    refused_where(
        "nuclei_board_phone_fits",
        "nuclei_board_phone",
        f"NOT {FITS} OR {LIVE.format(mandate='NEW.mandate_id')}",
        "a phone is for an open mandate that has none, in the district and program of its nucleus",
        lock="PERFORM 1 FROM nuclei_mandate WHERE id = NEW.mandate_id FOR NO KEY UPDATE;",
        events=("INSERT",),
    )
)
register(append_only("nuclei_board_phone", unique=("credential_id",)))
register(
    refused_where(
        "nuclei_mandate_leaves_phone",
        "nuclei_mandate",
        f"NEW.ended_on IS NOT NULL AND {LIVE.format(mandate='NEW.id')}",
        "the phone of a mandate is shut out before the mandate ends",
        events=("UPDATE",),
    )
)
