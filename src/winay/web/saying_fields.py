"""The names of recorded values of what households say, for the journal's pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from winay.delivery.saying_wording import ANSWERS, HOWS

FIELDS: dict[str, Promise] = {
    "confirmed_things": gettext_lazy("lo que el hogar confirma"),
    "denied_things": gettext_lazy("lo que el hogar niega"),
    "said_how": gettext_lazy("cómo lo dijo el hogar"),
    "said_on": gettext_lazy("día en que lo dijo"),
    "saying": gettext_lazy("lo que dice el hogar"),
}
VALUES: dict[str, Mapping[str, Any]] = {
    "said_how": {str(code): words for code, words in HOWS.items()},
    "saying": {str(code): words for code, words in ANSWERS.items()},
}
