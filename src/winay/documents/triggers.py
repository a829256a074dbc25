"""What the database itself refuses: changing or removing what was issued or revoked."""

from winay.journal.triggers import append_only, register

register(append_only("documents_series", unique=(("kind", "year", "office"),)))
register(append_only("documents_document", unique=("public_id", "code", ("series_id", "serial"))))
register(append_only("documents_statement", unique=(("document_id", "key"),)))
register(append_only("documents_revocation", unique=("document_id",)))
