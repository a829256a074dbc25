"""What was issued or revoked, attacked behind the application's back, on whichever database this run uses."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.documents.scene import act_of, decided
from tests.targeting.scene import REASON
from winay.core.clock import now
from winay.documents.models import Document, Revocation, Series, Statement
from winay.documents.services import revoke

pytestmark = pytest.mark.django_db
CHANGES = {
    "documents_series": "year = 2030",
    "documents_document": "pdf_sha256 = 'x'",
    "documents_statement": "value = '99'",
    "documents_revocation": "reason = 'otra'",
}


@pytest.fixture
def act(db):
    made, ana, rosa = decided()
    issued = act_of(made, ana)
    revoke(document=issued, reason=REASON, by=rosa, by_name="Rosa", at=now())
    return issued


def refused(statement, *params, match="append-only"):
    why = pytest.raises((IntegrityError, DatabaseError), match=match)
    with why, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize("table", CHANGES)
def test_rows_are_neither_changed_nor_removed(act, table):
    refused(f"UPDATE {table} SET {CHANGES[table]}")
    refused(f"UPDATE {table} SET id = id")
    refused(f"DELETE FROM {table}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", CHANGES)
def test_nothing_is_truncated(act, table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("key", ["id", "public_id", "code", "serial"])
def test_a_document_is_not_pushed_out_by_replacing_its_key(act, key):
    """INSERT OR REPLACE removes the row that holds the key without any DELETE trigger."""
    names = [f.column for f in Document._meta.concrete_fields]
    fresh = {"id": str(act.pk + 100), "public_id": f"'{uuid.uuid4().hex}'", "code": "'ZZZZZZZZZZZZ'", "serial": "77"}
    kept = {key, *(name for name in names if name not in fresh)}
    picked = ", ".join(name if name in kept else fresh[name] for name in names)
    refused(f"INSERT OR REPLACE INTO documents_document ({', '.join(names)}) SELECT {picked} FROM documents_document")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_a_revocation_is_not_pushed_out_either(act):
    refused(
        "INSERT OR REPLACE INTO documents_revocation (document_id, reason, by, by_name, at) "
        "SELECT document_id, 'otra', by, by_name, at FROM documents_revocation"
    )


def test_the_application_itself_cannot_either(act):
    for attempt in (
        lambda: Document.objects.update(pages=3),
        lambda: act.save(),
        lambda: Statement.objects.all().delete(),
        lambda: Revocation.objects.all().delete(),
        lambda: Series.objects.update(year=2031),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_two_documents_never_share_a_number_or_a_code(act):
    for clash in ({"code": act.code, "serial": 9}, {"code": "ZZZZZZZZZZZZ", "serial": act.serial}):
        fields = {f.name: getattr(act, f.name) for f in Document._meta.concrete_fields if f.name != "id"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.create(**{**fields, "public_id": uuid.uuid4(), **clash})


@pytest.mark.parametrize("wrong", [{"serial": 0}, {"pages": 0}, {"code": "SHORT"}])
def test_what_no_document_is_the_database_refuses(act, wrong):
    fields = {f.name: getattr(act, f.name) for f in Document._meta.concrete_fields if f.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        new = {"public_id": uuid.uuid4(), "code": "ZZZZZZZZZZZZ", "serial": 9, **wrong}
        Document.objects.create(**{**fields, **new})
