"""What the web server runs."""

import gc
import logging
import os
import signal
import threading
import time

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from winay.config import place
from winay.config.bodies import BodyFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "winay.config.settings")
application = BodyFirst(
    get_wsgi_application(),
    at_once=place.at_once(),
    most=settings.WINAY_PHONES_SEND + settings.WINAY_PHONES_SPARE,
    drained=settings.WINAY_PHONES_DRAINED,
    most_of_pages=settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
)

log = logging.getLogger("winay.start")
PAGES = ("/", "/focalizacion/", "/lugares/", "/programas/")


def _begin(parent: int) -> None:
    """Beside the first requests: make what they will ask for, then watch that the server's master is alive."""
    try:
        _warm()
        gc.collect()
        gc.freeze()  # what is loaded by now stays: collections need not walk through it again and again
    except Exception:
        log.exception("The pages could not be made ready; they are made when somebody asks for them.")
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)  # the master was killed without a word: nobody would ever end this process


def _warm() -> None:
    from django.db import connections

    from winay.analytics.queries import warm as warm_figures
    from winay.journeys.warming import warm

    try:
        warm()
        warm_figures()
        for page in PAGES:  # compiles the templates; read by nobody
            _visit(page)
    finally:
        connections.close_all()


def _visit(page: str) -> None:
    from django.test import RequestFactory

    host = settings.ALLOWED_HOSTS[0].lstrip(".") or "localhost"
    request = RequestFactory(SERVER_NAME=host).get(page, secure=settings.SECURE)
    for _ in application(request.environ, lambda *_: None):
        pass


if os.environ.get("WINAY_SERVED"):
    threading.Thread(target=_begin, args=(os.getppid(),), daemon=True).start()
