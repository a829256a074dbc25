"""Every address of the house. Each has an access rule; a test fails on one without."""

from django.urls import include, path

urlpatterns = [
    path("campo/", include("winay.field.urls")),  # first: phones ask most, and pages have two hundred addresses
    path("", include("winay.web.urls")),
    path("cuenta/", include("winay.web.account")),
    path("cuenta/", include("allauth.urls")),
]
handler400 = "winay.web.errors.bad_request"
handler403 = "winay.web.errors.forbidden"
handler404 = "winay.web.errors.not_found"
handler429 = "winay.web.errors.too_many"
handler500 = "winay.web.errors.server_error"
