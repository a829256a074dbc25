"""The pieces that every catalogue file is written with: texts, sources, claims, codes."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from winay.programs.terms import Certainty, SourceKind

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ProgramKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
VersionKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
VersionRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*@[a-z0-9.-]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
DepartmentCode = Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{10})$")]


class Doc(BaseModel):
    """Closed: an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Doc):
    """A text in Spanish, the language of the source, and in English."""

    es: Text
    en: Text


class SourceDoc(Doc):
    """A phrase of the case study quoted exactly, a named weaker public note, or neither (`source: none`)."""

    case_study: Text | None = None
    public_note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _none(cls, found: object) -> object:
        return {} if found == "none" else found

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.case_study and self.public_note:
            raise PydanticCustomError("two_sources", "one source: case_study or public_note, not both")
        return self

    @property
    def kind(self) -> SourceKind:
        if self.case_study:
            return SourceKind.CASE_STUDY
        return SourceKind.PUBLIC_NOTE if self.public_note else SourceKind.NONE

    @property
    def text(self) -> str:
        return self.case_study or self.public_note or ""


class Claim(Doc):
    """Something stated: where it comes from and whether that source really says it."""

    source: SourceDoc
    confirmed: StrictBool

    @model_validator(mode="after")
    def _no_source_no_confirmation(self) -> Self:
        if self.confirmed and self.source.kind is SourceKind.NONE:
            raise PydanticCustomError("confirmed_without_source", "confirmed: false where the source is none")
        return self


class NativeDoc(Doc):
    """A native word from a published source; nobody who speaks the language has reviewed it yet."""

    text: Text
    certainty: Certainty
    source: Text
