"""The addresses of the web door. Each page family lists its own; a view without an access rule fails a test."""

from django.urls import URLPattern

from winay.web import (
    case_study,
    coverage,
    deciding,
    district_history,
    documents,
    drafting,
    farms,
    home,
    journal,
    maps,
    offices,
    people,
    places,
    programs,
    reasons,
    scenarios,
    screening,
    screening_files,
    selection_files,
    selections,
    session,
    territory,
)

app_name = "web"
urlpatterns: list[URLPattern] = [
    *home.urlpatterns,
    *places.urlpatterns,
    *offices.urlpatterns,
    *case_study.urlpatterns,
    *programs.urlpatterns,
    *reasons.urlpatterns,
    *screening.urlpatterns,
    *scenarios.urlpatterns,
    *coverage.urlpatterns,
    *district_history.urlpatterns,
    *screening_files.urlpatterns,
    *selections.urlpatterns,
    *selection_files.urlpatterns,
    *drafting.urlpatterns,
    *deciding.urlpatterns,
    *documents.urlpatterns,
    *farms.urlpatterns,
    *people.urlpatterns,
    *journal.urlpatterns,
    *maps.urlpatterns,
    *territory.urlpatterns,
    *session.urlpatterns,
]
