"""Who of a contest asked to be forgotten, and what goes on naming somebody."""

from datetime import datetime

from winay.trainers.application_models import Application
from winay.trainers.contest_models import Contest


def erased_since(contest: Contest, at: datetime) -> bool:
    """Whether somebody who applied to a contest was erased after an instant. One query."""
    return Application.objects.filter(contest=contest, applicant__erased_at__gt=at).exists()
