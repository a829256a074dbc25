"""A form that is published and a phone that may send."""

import pytest

from tests.field.scene import Phone, credential, published
from winay.intake.models import FormVersion


@pytest.fixture
def form(db: None) -> FormVersion:
    return published()


@pytest.fixture
def phone(form: FormVersion) -> Phone:
    return Phone(credential()[1])
