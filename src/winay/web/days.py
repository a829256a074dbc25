"""What day it is where the country is: pages ask here, and hand it on."""

from datetime import date

from django.conf import settings

from winay.core.clock import local_date, now


def local_today() -> date:
    """The local date, which is not the server's."""
    return local_date(now(), settings.TIME_ZONE)
