"""What the database itself refuses of trainers' phones: one for a contract that never was or of somebody who visits
nobody, two for one trainer in one place, one that reaches further than its contract's district and program. One that
ends by itself is somebody's who tries what a synthetic trainer's does, and does not count as the trainer's."""

from winay.journal.triggers import append_only, register
from winay.nuclei.trigger_sql import refused_where

FITS = (
    "EXISTS (SELECT 1 FROM trainers_contract t JOIN nuclei_nucleus n ON n.id = t.hired_by_id "
    "JOIN programs_version v ON v.id = t.version_id JOIN accounts_field_credential c ON c.id = NEW.credential_id "
    "WHERE t.id = NEW.contract_id AND t.over_on > t.began_on AND t.kind <> 'professional' AND c.revoked_at IS NULL "
    "AND c.place_id = n.district_id AND c.program_id = v.program_id "
    "AND (c.expires_on IS NULL OR (c.synthetic AND t.synthetic)))"
)
TWICE = (
    "EXISTS (SELECT 1 FROM trainers_contract mine JOIN trainers_contract other ON other.applicant_id = "
    "mine.applicant_id JOIN trainers_phone p ON p.contract_id = other.id "
    "JOIN accounts_field_credential held ON held.id = p.credential_id "
    "JOIN accounts_field_credential c ON c.id = NEW.credential_id WHERE mine.id = NEW.contract_id "
    "AND c.expires_on IS NULL AND held.expires_on IS NULL "
    "AND held.revoked_at IS NULL AND held.place_id = c.place_id AND held.program_id = c.program_id)"
)

register(
    refused_where(
        "trainers_phone_fits",
        "trainers_phone",
        f"NOT {FITS} OR {TWICE}",
        "a phone is for a trainer with a contract who has none, in the district and program of the contract",
        lock="PERFORM 1 FROM trainers_applicant a JOIN trainers_contract t ON t.applicant_id = a.id "
        "WHERE t.id = NEW.contract_id FOR NO KEY UPDATE OF a;",
        events=("INSERT",),
    )
)
register(append_only("trainers_phone", unique=("credential_id",)))
register(
    refused_where(
        "trainers_contract_leaves_phone",
        "trainers_contract",
        "NEW.over_on = NEW.began_on AND EXISTS (SELECT 1 FROM trainers_phone p JOIN accounts_field_credential c "
        "ON c.id = p.credential_id WHERE p.contract_id = NEW.id AND c.revoked_at IS NULL)",
        "the phone of a contract is shut out before the contract is told to be a mistake",
        events=("UPDATE",),
    )
)
