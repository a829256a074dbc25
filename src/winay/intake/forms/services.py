"""Verbs: publish a version of a form, give an office one of its own, retire one, bring it back."""

import hashlib
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.blobs import BlobStore
from winay.core.decision import Reason, allow_unless
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.intake import wording
from winay.intake.forms.differences import Differences, differences
from winay.intake.forms.needs import Need, lacking
from winay.intake.forms.offices import central_of, covered_codes, current_of, require_adapt
from winay.intake.forms.queries import forms_changed
from winay.intake.forms.reading import ITEMSETS, facts_of, to_xform
from winay.intake.forms.rules import (
    FormFacts,
    GivenFile,
    adaptable,
    alike,
    is_list,
    made_here,
    plain,
    publishable,
    retirable,
)
from winay.intake.models import FormMedia, FormVersion
from winay.intake.reading.kinds import HEAD, kind_of
from winay.intake.reading.shape import shape_of
from winay.intake.reading.xml import BadXml
from winay.intake.terms import MediaSource
from winay.journal.services import record
from winay.places.models import Office

MOST_WHY = 200
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
    _require(by, None)
    given = {plain(name): content for name, content in media.items()}
    if (known := _same(source, given, None)) is not None:
        return known
    ready = _prepared(source, given, needs or {}, None)
    return _write(ready, None, by=by, at=at)


def adapt_form(
    *, source: bytes, media: Mapping[str, bytes], office: Office, by: Actor, at: datetime,
    needs: Mapping[str, Sequence[Need]],
) -> FormVersion:  # fmt: skip
    """Give the phones of an office a version of their own of a form that all phones get. It takes the place of the one
    that the office had, and of the central one there; phones elsewhere hear nothing of it.

    The same workbook again changes nothing. `Refused` as in `publish_form`, and for a form that no phone gets, a
    version that does not end with the office's code, and one that was withdrawn: that one is brought back.
    """
    require_adapt(by, office)
    given = {plain(name): content for name, content in media.items()}
    known = _same(source, given, office)
    if known is not None and known.retired_at is None:
        return known
    return _write(_prepared(source, given, needs, office), office, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A version that may be published: its files are kept, its rows are not."""

    facts: FormFacts
    xml: bytes
    source_sha256: str
    files: list[FormMedia]


def _prepared(
    source: bytes, given: dict[str, bytes], needs: Mapping[str, Sequence[Need]], office: Office | None
) -> _Ready:
    made = to_xform(source)  # takes a while: outside the transaction
    if made.itemsets is not None:
        given[ITEMSETS] = made.itemsets
    facts = facts_of(made.xml)
    known_ids = FormVersion.objects.values_list("form_id", flat=True).distinct()
    held = _held(facts, given, office)
    files = [_given(name, content) for name, content in given.items()]
    decision = publishable(facts, given=files, kept=held, alike=alike(facts.form_id, known_ids))
    reasons = [*decision.reasons, *missing_of(made.xml, needs.get(facts.form_id, ()))]
    refuse_unless(allow_unless(*reasons, *(_unfit(facts, office) if office else ())))
    store: BlobStore = settings.WINAY_BLOBS
    rows = [_kept(name, content, store) for name, content in sorted(given.items())]
    rows += [_kept(name, content, store) for name, content in held.items()]
    rows += [_made(name) for name in facts.needs if made_here(name)]
    return _Ready(facts, made.xml, store.put(source), rows)


def _held(facts: FormFacts, given: Mapping[str, bytes], office: Office | None) -> dict[str, bytes]:
    """Files that a form calls for, were not given, and are here: those of the version whose place it takes, and the
    drawings of the catalogue."""
    found = {}
    before = current_of(facts.form_id, office)
    rows = {one.filename: one.sha256 for one in before.media.exclude(sha256="")} if before else {}
    for name in facts.needs:
        drawing = settings.WINAY_DRAWINGS / name
        if name in given or made_here(name):
            continue
        if name in rows and settings.WINAY_BLOBS.path(rows[name]).exists():
            found[name] = settings.WINAY_BLOBS.get(rows[name])
        elif drawing.suffix == ".png" and drawing.parent == settings.WINAY_DRAWINGS and drawing.is_file():
            found[name] = drawing.read_bytes()
    return found


def _given(name: str, content: bytes) -> GivenFile:
    kind = kind_of(name, content[:HEAD])
    return GivenFile(name, kind.content_type, kind.lies, len(content))


def _unfit(facts: FormFacts, office: Office) -> Sequence[Reason]:
    """What speaks against a version of an office besides what speaks against any."""
    same = FormVersion.objects.filter(form_id=facts.form_id)
    return adaptable(
        facts,
        office=office.code,
        covers=bool(covered_codes(office)),
        central=same.filter(office=None, retired_at=None).exists(),
        withdrawn=same.filter(office=office, version=facts.version).exclude(retired_at=None).exists(),
    ).reasons


def missing_of(xml: bytes, needs: Sequence[Need]) -> list[Reason]:
    """What the reader of the form would miss in this version."""
    if not needs:
        return []
    try:
        return lacking(shape_of(xml), needs)
    except (BadXml, ValueError):
        return [Reason("intake.form_no_workbook")]


@transaction.atomic
def _write(ready: _Ready, office: Office | None, *, by: Actor, at: datetime) -> FormVersion:
    facts = ready.facts
    taken = Refused([Reason("intake.version_taken", {"id": facts.form_id, "version": facts.version or "—"})])
    if office is not None:  # of two who publish for one office at once, the second finds what the first left
        Office.objects.select_for_update().get(pk=office.pk)
    form = _form(ready, office, by, at)
    held = FormVersion.objects.filter(form_id=facts.form_id, version=facts.version).first()
    if held is not None:  # a workbook that was only saved again gives the same form
        files = {row.filename: row.sha256 for row in ready.files}
        if (held.office_id, held.xml_sha256, _files(held)) == (form.office_id, form.xml_sha256, files):
            return held
        raise taken
    replaced = _replaced(form, by, at) if office is not None else None
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError:  # somebody else published it meanwhile
        raise taken from None
    for row in ready.files:
        row.form = form
    FormMedia.objects.bulk_create(ready.files)
    forms_changed()
    told = {
        "form_id": form.form_id,
        "version": form.version,
        "title": form.title,
        "sha256": form.xml_sha256,
        "source_sha256": form.source_sha256,
        "files": {row.filename: row.sha256 or row.source for row in ready.files},
    }
    if office is None:
        record("intake.publish_form", by=by, at=at, subjects=_subjects(form), after=told)
    else:
        before = {"version": replaced.version} if replaced else None
        after = told | {"office": office.code} | _told(_against_central(form))
        record("intake.adapt_form", by=by, at=at, subjects=_subjects(form), before=before, after=after)
    return form


def _form(ready: _Ready, office: Office | None, by: Actor, at: datetime) -> FormVersion:
    facts, xml = ready.facts, ready.xml
    return FormVersion(
        form_id=facts.form_id,
        version=facts.version,
        title=facts.title,
        office=office,
        xml=xml,
        xml_md5=hashlib.md5(xml, usedforsecurity=False).hexdigest(),
        xml_sha256=hashlib.sha256(xml).hexdigest(),
        source_sha256=ready.source_sha256,
        published_by=by.public_id,
        published_at=at,
    )


def _replaced(form: FormVersion, by: Actor, at: datetime) -> FormVersion | None:
    """The version that the office had until now, retired."""
    old = FormVersion.objects.filter(office=form.office, form_id=form.form_id, retired_at=None).first()
    if old is not None:
        old.retired_at, old.retired_by = at, by.public_id
        old.retired_why = str(wording.REPLACED % {"version": form.version})[:MOST_WHY]
        old.save(update_fields=["retired_at", "retired_by", "retired_why"])
    return old


def _against_central(form: FormVersion) -> Differences:
    central = central_of(form.form_id)
    assert central is not None  # the rule asked for it
    return differences(bytes(central.xml), bytes(form.xml))


def _told(found: Differences) -> dict[str, list[str]]:
    """What an office changed, as the journal keeps it: the names of the questions."""
    return {
        "questions_added": [one.path for one in found.added],
        "questions_dropped": [one.path for one in found.dropped],
        "questions_changed": [one.path for one in found.changed],
    }


@transaction.atomic
def retire_form(*, form: FormVersion, reason: str, by: Actor, at: datetime) -> FormVersion:
    """Take a version from the list for phones; where it was an office's, its phones get the central one again. What was
    filled in with it is still taken, and marked."""
    _require(by, form.office)
    form = FormVersion.objects.select_for_update(of=("self",)).select_related("office").get(pk=form.pk)
    refuse_unless(retirable(retired=form.retired_at is not None, reason=reason))
    form.retired_at, form.retired_by, form.retired_why = at, by.public_id, reason.strip()
    form.save(update_fields=["retired_at", "retired_by", "retired_why"])
    forms_changed()
    after = {"retired": True, "reason": form.retired_why}
    record("intake.retire_form", by=by, at=at, subjects=_subjects(form), before={"retired": False}, after=after)
    return form


@transaction.atomic
def restore_form(*, form: FormVersion, by: Actor, at: datetime) -> FormVersion:
    """Bring a retired version back: it was retired by mistake, or the newer one does not work. `Refused` for one of an
    office that has another of the form in use."""
    _require(by, form.office)
    if form.office is not None:
        Office.objects.select_for_update().get(pk=form.office.pk)
    form = FormVersion.objects.select_for_update(of=("self",)).select_related("office").get(pk=form.pk)
    if form.retired_at is None:
        raise Refused([Reason("intake.form_not_retired")])
    own = FormVersion.objects.filter(office=form.office, form_id=form.form_id, retired_at=None)
    if form.office is not None and (other := own.first()) is not None:
        raise Refused([Reason("intake.office_has_version", {"version": other.version})])
    before = {"retired": True, "reason": form.retired_why}
    form.retired_at, form.retired_by, form.retired_why = None, None, ""
    form.save(update_fields=["retired_at", "retired_by", "retired_why"])
    forms_changed()
    record("intake.restore_form", by=by, at=at, subjects=_subjects(form), before=before, after={"retired": False})
    return form


def _require(by: Actor, office: Office | None) -> None:
    if office is not None:
        require_adapt(by, office)
    elif not by.may(Permission.PUBLISH_FORM):
        raise NotAllowed(Permission.PUBLISH_FORM)


def _same(source: bytes, given: Mapping[str, bytes], office: Office | None) -> FormVersion | None:
    """The version that was made from this workbook and these files, central or of an office."""
    wanted = {name: hashlib.sha256(content).hexdigest() for name, content in given.items()}
    digest = hashlib.sha256(source).hexdigest()
    same = FormVersion.objects.filter(source_sha256=digest, office=office)
    for form in same.prefetch_related("media").order_by("-id"):
        if wanted.items() <= _files(form).items():  # what was not given it had from before
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
    own = [("office", form.office.code)] if form.office is not None else []
    return [("form", str(form.public_id)), *own]
