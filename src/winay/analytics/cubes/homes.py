"""The cube of healthy homes: what the last check of each home found."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import IntegerScalar, Table

from winay.analytics.cubes.ground import Ground, homes, ones
from winay.delivery.home_terms import Answer

ANSWERED = [Answer.YES.value, Answer.NO.value]
"""What was seen and applies."""


def _answers(ground: Ground) -> Table:
    """Every answer, with the cycle of its home."""
    owners = ground["memberships"].select("enrolment", stay="id")
    answers = ground["home_answers"]
    answers = answers.filter(answers.checked_on <= ground.today)
    return answers.join(owners, [("membership", "stay")]).drop("stay")


def homes_seen(ground: Ground) -> Table:
    """The cycles whose home was ever checked."""
    return _answers(ground).select(home_of="enrolment").distinct()


def answers(ground: Ground) -> Table:
    """One row a home and item of its last check: of those seen and that apply, which are good."""
    rows = _answers(ground)
    order = ibis.window(group_by=[rows.enrolment, rows.item], order_by=[rows.checked_on.desc(), rows.check_of.desc()])
    rows = rows.mutate(place=ibis.row_number().over(order))
    rows = rows.filter((rows.place == 0) & rows.answer.isin(ANSWERED))
    rows = rows.select("enrolment", "membership", "answer", home_item=rows.item.cast("string"))
    stays = ground["memberships"].select("nucleus", stay="id")
    rows = rows.join(stays, [("membership", "stay")])
    found = rows.join(homes(ground), [("enrolment", "cycle")])
    return found.mutate(answers=ones(found.answer.notnull()), good=ones(found.answer == Answer.YES.value))


def expected(ground: Ground) -> Mapping[str, IntegerScalar]:
    """Nothing that is known before the last check of each home is found."""
    return {}
