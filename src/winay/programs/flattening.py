"""From files to the facts of one version: its basis, its adaptations and its own statements, laid over each other.

Problems of meaning (unknown keys, values that do not fit) are collected with file, row and field.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from winay.core.errors import BadInput, BadInputs
from winay.core.fixed import to_fixed
from winay.core.money import MINOR_DIGITS
from winay.programs import facts_from_docs as make
from winay.programs.catalogue import Catalogue, Menus, Read
from winay.programs.schema import AdaptationDoc, LayerDoc, SettingDoc, VersionDoc
from winay.programs.terms import SCALES, SETTINGS, CriterionMode, SettingKind, SettingSpec, Unit, Word
from winay.programs.version_terms import (
    CriterionTerms,
    DepartureTerms,
    ItemTerms,
    SettingTerms,
    SourceTerms,
    VersionTerms,
)
