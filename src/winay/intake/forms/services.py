"""Verbs: publish a version of a form, retire it, bring it back."""

import hashlib
import mimetypes
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.blobs import BlobStore
from winay.core.decision import Reason, allow_unless
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.intake.forms.needs import Need, lacking
from winay.intake.forms.reading import ITEMSETS, facts_of, to_xform
from winay.intake.forms.rules import FormFacts, alike, is_list, made_here, plain, publishable, retirable
from winay.intake.models import FormMedia, FormVersion
from winay.intake.reading.shape import shape_of
from winay.intake.reading.xml import BadXml
from winay.intake.terms import MediaSource
from winay.journal.services import record

TYPES = {".csv": "text/csv; charset=utf-8", ".geojson": "application/geo+json", ".ogg": "audio/ogg"}


def publish_form(
    *, source: bytes, media: Mapping[str, bytes], by: Actor, at: datetime,
    needs: Mapping[str, Sequence[Need]] | None = None,
) -> FormVersion:  # fmt: skip
    """Publish an XLSForm with its files as a new version; phones get it at their next refresh. `needs`: what the reader
    of each form needs of it, by form id.

    A workbook that makes the same form with the same files again changes nothing. `Refused` with every objection: a
    version is never replaced, because phones would hold two forms under one name; one that its reader could not read
    would fill the review desk.
    """
    _require(by)
    given = {plain(name): content for name, content in media.items()}
    if (known := _same(source, given)) is not None:
        return known
    made = to_xform(source)  # takes a while: outside the transaction
    if made.itemsets is not None:
        given[ITEMSETS] = made.itemsets
    facts = facts_of(made.xml)
    known_ids = FormVersion.objects.values_list("form_id", flat=True).distinct()
    decision = publishable(facts, given=given, alike=alike(facts.form_id, known_ids))
    refuse_unless(allow_unless(*decision.reasons, *_lacking(made.xml, (needs or {}).get(facts.form_id, ()))))
    store: BlobStore = settings.WINAY_BLOBS
    digest = store.put(source)
    rows = [_kept(name, content, store) for name, content in sorted(given.items())]
    rows += [_made(name) for name in facts.needs if made_here(name)]
    return _write(facts, made.xml, digest, rows, by=by, at=at)


def _lacking(xml: bytes, needs: Sequence[Need]) -> list[Reason]:
    """What the reader of the form would miss in this version."""
    if not needs:
        return []
    try:
        return lacking(shape_of(xml), needs)
    except (BadXml, ValueError):
        return [Reason("intake.form_no_workbook")]


@transaction.atomic
def _write(
    facts: FormFacts, xml: bytes, source_sha256: str, rows: list[FormMedia], *, by: Actor, at: datetime
) -> FormVersion:
    taken = Refused([Reason("intake.version_taken", {"id": facts.form_id, "version": facts.version or "—"})])
    digest = hashlib.sha256(xml).hexdigest()
    held = FormVersion.objects.filter(form_id=facts.form_id, version=facts.version).first()
    if held is not None:  # a workbook that was only saved again gives the same form
        if held.xml_sha256 == digest and _files(held) == {row.filename: row.sha256 for row in rows}:
            return held
        raise taken
    form = FormVersion(
        form_id=facts.form_id,
        version=facts.version,
        title=facts.title,
        xml=xml,
        xml_md5=hashlib.md5(xml, usedforsecurity=False).hexdigest(),
        xml_sha256=digest,
        source_sha256=source_sha256,
        published_by=by.public_id,
        published_at=at,
    )
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError:  # somebody else published it meanwhile
        raise taken from None
    for row in rows:
        row.form = form
    FormMedia.objects.bulk_create(rows)
    record(
        "intake.publish_form",
        by=by,
        at=at,
        subjects=_subjects(form),
        after={
            "form_id": form.form_id,
            "version": form.version,
            "title": form.title,
            "sha256": form.xml_sha256,
            "source_sha256": source_sha256,
            "files": {row.filename: row.sha256 or row.source for row in rows},
        },
    )
    return form


@transaction.atomic
def retire_form(*, form: FormVersion, reason: str, by: Actor, at: datetime) -> FormVersion:
    """Take a version from the list for phones. What was filled in with it is still taken, and marked."""
    _require(by)
    form = FormVersion.objects.select_for_update().get(pk=form.pk)
    refuse_unless(retirable(retired=form.retired_at is not None, reason=reason))
    form.retired_at, form.retired_by, form.retired_why = at, by.public_id, reason.strip()
    form.save(update_fields=["retired_at", "retired_by", "retired_why"])
    after = {"retired": True, "reason": form.retired_why}
    record("intake.retire_form", by=by, at=at, subjects=_subjects(form), before={"retired": False}, after=after)
    return form


@transaction.atomic
def restore_form(*, form: FormVersion, by: Actor, at: datetime) -> FormVersion:
    """Bring a retired version back: it was retired by mistake, or the newer one does not work."""
    _require(by)
    form = FormVersion.objects.select_for_update().get(pk=form.pk)
    if form.retired_at is None:
        raise Refused([Reason("intake.form_not_retired")])
    before = {"retired": True, "reason": form.retired_why}
    form.retired_at, form.retired_by, form.retired_why = None, None, ""
    form.save(update_fields=["retired_at", "retired_by", "retired_why"])
    record("intake.restore_form", by=by, at=at, subjects=_subjects(form), before=before, after={"retired": False})
    return form


def _require(by: Actor) -> None:
    if not by.may(Permission.PUBLISH_FORM):
        raise NotAllowed(Permission.PUBLISH_FORM)


def _same(source: bytes, given: Mapping[str, bytes]) -> FormVersion | None:
    """The version that was made from this workbook and these files."""
    wanted = {name: hashlib.sha256(content).hexdigest() for name, content in given.items()}
    digest = hashlib.sha256(source).hexdigest()
    for form in FormVersion.objects.filter(source_sha256=digest).prefetch_related("media").order_by("-id"):
        kept = {name: sha256 for name, sha256 in _files(form).items() if sha256 and name != ITEMSETS}
        if kept == wanted:
            return form
    return None


def _files(form: FormVersion) -> dict[str, str]:
    """The hashes of a version's files; empty for those made for each phone."""
    return {one.filename: one.sha256 for one in form.media.all()}


def _kept(name: str, content: bytes, store: BlobStore) -> FormMedia:
    suffix = f".{name.rpartition('.')[2].lower()}"
    return FormMedia(
        filename=name,
        source=MediaSource.FILE,
        content_type=TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream"),
        sha256=store.put(content),
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
        size=len(content),
    )


def _made(name: str) -> FormMedia:
    source = MediaSource.ENTITIES if is_list(name) else MediaSource.LOCALITIES
    return FormMedia(filename=name, source=source, content_type="text/csv; charset=utf-8")


def _subjects(form: FormVersion) -> list[tuple[str, str]]:
    return [("form", str(form.public_id))]
