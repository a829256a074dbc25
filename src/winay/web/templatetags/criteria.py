"""Tags for pages about criteria: a criterion's name, an answer's look, several badges, addresses."""

from typing import Any

from django import template
from django.template import Context

from winay.programs.version_terms import VersionTerms, Words
from winay.targeting.terms import Answer
from winay.web.criteria_words import RESULT, language

register = template.Library()


@register.filter
def in_language(words: Words | None) -> str:
    """A version's text in the language of the page."""
    return words.text(language()) if words else ""


@register.filter
def criterion_name(key: str, version: VersionTerms) -> str:
    """The name of a criterion of a version."""
    return next((c.label.text(language()) for c in version.criteria if c.key == key), key)


@register.filter
def result_kind(level: int) -> str:
    """The kind of the component `decision` for an answer."""
    return RESULT[Answer(level)]


@register.simple_tag(takes_context=True)
def keep_query(context: Context, **changed: Any) -> str:
    """The query of this page with some parts changed; an empty value takes a part out."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return query.urlencode()


@register.inclusion_tag("components/marks.html")
def marks(kinds: str) -> dict[str, list[str]]:
    """Badges by their kinds, separated by spaces."""
    return {"kinds": kinds.split()}


@register.filter
def as_list(text: str) -> list[str]:
    """One sentence as the list that the component `reasons` takes."""
    return [text] if text else []
