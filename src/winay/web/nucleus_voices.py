"""What is said in a nucleus, and what it adapted: a tab of its page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.access import may_for
from winay.voices.queries.conflicts import communities_of, conflicts_between
from winay.voices.queries.grievances import Filters, list_grievances
from winay.voices.queries.rumours import list_rumours
from winay.voices.queries.strategies import adopted_in, tried_in
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.nucleus import frame
from winay.web.voice_acting import me, my_reach, nucleus_asked
from winay.web.voice_words import shown_conflict, shown_grievance, shown_rumour, shown_strategy, shown_trial

SHOWN = 10


@needs(Permission.READ_VOICES)
@require_GET
def nucleus_voices(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Its grievances, the rumours and conflicts of its communities, its microstrategies."""
    found, who, today = nucleus_asked(request, public_id, Permission.READ_VOICES), me(request), local_today()
    state = state_of(found, month=None, today=today)
    reach = my_reach(request)
    grievances, more = list_grievances(
        reach, Filters(nucleus=found.public_id), person=who.public_id, today=today, limit=SHOWN
    )
    rumours, _more = list_rumours(reach, state="", place=found.district.code, limit=SHOWN)
    conflicts = conflicts_between(communities_of(found))[:SHOWN]
    context = {
        **frame(request, found, state, "voices"),
        "rows": [shown_grievance(one, today) for one in grievances],
        "more": more,
        "rumours": [shown_rumour(one) for one in rumours],
        "conflicts": [shown_conflict(one) for one in conflicts],
        "trials": [{**shown_trial(one), "strategy": shown_strategy(one.strategy)} for one in tried_in(found)],
        "adoptions": [{"one": one, "strategy": shown_strategy(one.strategy)} for one in adopted_in(found)],
        "may_record": may_for(found, Permission.RECORD_VOICE, who),
    }
    return render(request, "voices/nucleus.html", context)


urlpatterns = [path("nucleos/<uuid:public_id>/voces/", nucleus_voices, name="nucleus_voices")]
