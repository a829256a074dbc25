"""What the database itself refuses about accounts."""

from winay.journal.triggers import append_only, register

# Whether an installation is a demonstration is said once: a real one can never be given demo logins.
register(append_only("accounts_installation"))
