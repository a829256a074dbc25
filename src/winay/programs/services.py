"""Publishing versions. A published version is never edited: a correction is a new version."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from winay.core.actors import Actor
from winay.core.errors import BadInput, BadInputs, NotAllowed
from winay.journal.services import record
from winay.places.models import Indicator
from winay.programs import access, models
from winay.programs.catalogue import Catalogue
from winay.programs.flattening import Flat, Flattener
from winay.programs.publication import Rows, backed
from winay.programs.rules import content_sha256

NEVER_EDITED = "a published version is never edited: make a new version"


def publish_version(path: Path, *, by: Actor, at: datetime) -> models.Version:
    """Publish the version in the file `<catalogue>/<program>/<version>.yaml`; the version it is based on comes first.

    Again with the same content: nothing happens and the published version is returned. BadInputs names file, row and
    field of everything wrong, or says that a published version was edited. Nothing is ever half-published.
    """
    return _Publisher(Catalogue(path.parent.parent), by, at).publish(f"{path.parent.name}@{path.stem}")


@transaction.atomic
def publish_catalogue(folder: Path, *, by: Actor, at: datetime) -> list[models.Version]:
    """Publish every version of a catalogue, bases first, or none. Returns those that were not published before."""
    catalogue = Catalogue(folder)
    publisher = _Publisher(catalogue, by, at)
    paths = catalogue.version_paths()
    if not paths:
        raise BadInputs([BadInput(folder.name, "version files as <program>/<version>.yaml")])
    waiting = [f"{path.parent.name}@{path.stem}" for path in paths]
    problems: list[BadInput] = []
    for ref in waiting:
        try:
            publisher.with_bases(ref)
        except BadInputs as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise BadInputs(problems)
    return publisher.new


class _Publisher:
    """One run over one catalogue, so that shared files are read once."""

    def __init__(self, catalogue: Catalogue, by: Actor, at: datetime) -> None:
        if not access.may_publish(by):
            raise NotAllowed("publish_version")
        self.catalogue, self.by, self.at = catalogue, by, at
        indicators = frozenset(Indicator.objects.values_list("key", flat=True))
        self.flattener = Flattener(catalogue, indicators)
        self.new: list[models.Version] = []

    def with_bases(self, ref: str) -> models.Version:
        """Publish `ref` after the versions it is based on."""
        if not _published(ref):
            flat = self.flattener.flat(ref)
            if flat.terms.based_on:
                self.with_bases(flat.terms.based_on)
        return self.publish(ref)

    def publish(self, ref: str) -> models.Version:
        """Publish one version whose basis is published."""
        published = _published(ref)
        if published:
            self._refuse_edited_file(published)
        flat = self.flattener.flat(ref)
        if published:
            self._refuse_edited_content(published, flat)
            return published
        basis = _published(flat.terms.based_on) if flat.terms.based_on else None
        if flat.terms.based_on:
            if basis is None:
                expected = "a basis that is published; publish it first"
                raise BadInputs([flat.file.marked.problem(("based_on", "version"), expected, flat.terms.based_on)])
            self._refuse_edited_file(basis)
        with transaction.atomic():
            version = self._write(flat, basis)
        self.new.append(version)
        return version

    def _refuse_edited_file(self, version: models.Version) -> None:
        path = self.catalogue.folder / version.file_path
        if not path.is_file():
            return
        if hashlib.sha256(path.read_bytes()).hexdigest() != version.file_sha256:
            raise BadInputs([BadInput(version.file_path, NEVER_EDITED)])

    def _refuse_edited_content(self, version: models.Version, flat: Flat) -> None:
        """The file is the same; what it draws on (menus, adaptations) may have changed under it."""
        if models.Seal.objects.get(version=version).content_sha256 == content_sha256(flat.terms):
            return
        drawn = models.SourceFile.objects.filter(version=version).values_list("path", "sha256")
        edited = [path for path, sha in drawn if flat.files.get(path) != sha] or [version.file_path]
        raise BadInputs([BadInput(path, f"{NEVER_EDITED} ({version.file_path} draws on this file)") for path in edited])

    def _write(self, flat: Flat, basis: models.Version | None) -> models.Version:
        terms = flat.terms
        program, _ = models.Program.objects.get_or_create(key=terms.program_key, defaults={"name": terms.program_name})
        if program.name != terms.program_name:
            expected = f"{program.name}, the name this program was published with"
            raise BadInputs([flat.file.marked.problem(("program_name",), expected, terms.program_name)])
        version = models.Version.objects.create(
            program=program,
            key=terms.version_key,
            valid_from=terms.valid_from,
            valid_from_precision=terms.valid_from_precision,
            based_on=basis,
            alternatives_k=terms.alternatives_k,
            departments_known=terms.departments is not None,
            territory_source_kind=terms.territory_backing.kind,
            territory_source=terms.territory_backing.text,
            territory_confirmed=terms.territory_backing.confirmed,
            file_path=flat.file.name,
            file_sha256=flat.file.sha256,
            published_at=self.at,
            **backed(terms.valid_from_backing),
        )
        Rows(version).write(terms, flat.files)
        seal = models.Seal.objects.create(version=version, content_sha256=content_sha256(terms))
        record(
            "programs.publish_version",
            by=self.by,
            at=self.at,
            subjects=[("program", str(program.public_id)), ("program_version", str(version.public_id))],
            after={
                "version": terms.ref,
                "file": flat.file.name,
                "file_sha256": flat.file.sha256,
                "content_sha256": seal.content_sha256,
            },
        )
        return version


def _published(ref: str) -> models.Version | None:
    program, _, key = ref.partition("@")
    return models.Version.objects.select_related("program").filter(program__key=program, key=key).first()
