"""The words of delivery: the refusals of all its files in one table. The words of each stand in a file of its own."""

from django.utils.functional import Promise

from winay.delivery.asset_wording import MESSAGES as ASSETS
from winay.delivery.home_wording import MESSAGES as HOMES
from winay.delivery.saying_wording import MESSAGES as SAYINGS
from winay.delivery.technology_wording import MESSAGES as TECHNOLOGIES
from winay.delivery.visit_wording import MESSAGES as VISITS

MESSAGES: dict[str, str | Promise] = {**VISITS, **ASSETS, **TECHNOLOGIES, **HOMES, **SAYINGS}
