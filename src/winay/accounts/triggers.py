"""What the database itself refuses about accounts."""

from winay.journal.triggers import append_only, frozen_when, kept_columns, register

# Whether an installation is a demonstration is said once: a real one can never be given demo logins.
register(append_only("accounts_installation"))

# What arrived from a phone names its credential: whose it was and where it held never changes, and it is never lost.
register(
    kept_columns(
        "accounts_field_credential",
        (
            *("public_id", "label", "person_id", "holder", "place_id", "program_id", "token_hash", "key_id"),
            *("issued_by", "issued_at", "expires_on", "synthetic"),
        ),
        unique=("public_id", "token_hash"),
    )
)
# A revoked token never comes back: somebody may hold a copy of it.
register(frozen_when("accounts_field_credential", "OLD.revoked_at IS NOT NULL", unique=("public_id", "token_hash")))
register(
    kept_columns(
        "accounts_device", ("credential_id", "device_id", "first_contact_at"), unique=(("credential_id", "device_id"),)
    )
)
