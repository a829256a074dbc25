"""Addresses of the account pages that this house does not offer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from winay.web.guard import public


@public
def closed(request: HttpRequest, key: str = "") -> HttpResponse:
    """An address is changed by the national office, so that the journal knows: nobody changes their own here."""
    raise Http404


urlpatterns = [
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", closed, name="account_confirm_email"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]
