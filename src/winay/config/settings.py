"""Django's settings: wiring only. What differs between installations comes from the environment (see place.py)."""

import os
from functools import cache
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from winay.config import place
from winay.core.blobs import BlobStore
from winay.core.keys import KeyRing

ROOT = Path(__file__).resolve().parents[1]

WINAY_VAR = place.VAR
WINAY_PACK = place.PACK
WINAY_COUNTRY = ROOT / "countries" / "peru"
WINAY_CATALOGUE = ROOT / "catalog" / "programs"
WINAY_FORMS = ROOT / "catalog" / "forms"
WINAY_DRAWINGS = ROOT / "catalog" / "drawings"
WINAY_DOCUMENTS = ROOT / "catalog" / "documents"
WINAY_CONSENTS = ROOT / "catalog" / "consents"
WINAY_BLOBS = BlobStore(place.VAR / "blobs")


@cache
def keyring() -> KeyRing:
    """The key ring of this installation, read once a process."""
    return KeyRing.load(place.KEYS)


WINAY_KEYRING = keyring
SECRET_KEY = keyring().derive("session").hex()

DEBUG = False
ALLOWED_HOSTS = os.environ.get("WINAY_HOSTS", "localhost,127.0.0.1").split(",")
# Behind a proxy with TLS the operator says so; a demo on this machine speaks plain http.
SECURE = os.environ.get("WINAY_TLS") == "1"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SECURE else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "winay.journal",
    "winay.places",
    "winay.programs",
    "winay.accounts",
    "winay.documents",
    "winay.intake",
    "winay.registry",
    "winay.targeting",
    "winay.enrolment",
    "winay.nuclei",
    "winay.trainers",
    "winay.plans",
    "winay.delivery",
    "winay.voices",
    "winay.supervision",
    "winay.web",
]

MIDDLEWARE = [
    "winay.field.door.PhoneDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "winay.web.guard.SizeLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "winay.web.guard.SecondFactorMiddleware",
]

ROOT_URLCONF = "winay.config.urls"
WSGI_APPLICATION = "winay.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "winay.web.context.frame",
            ],
            "libraries": {"i18n": "winay.web.templatetags.plain_words"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": place.database(os.environ.get("WINAY_DATABASE"))}
# Counts of failed logins, shared by all processes of the machine and kept over a restart.
CACHES = {
    "default": {
        "BACKEND": "winay.config.cache.SharedFileCache",
        "LOCATION": place.VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
CSRF_FAILURE_VIEW = "winay.web.errors.csrf_failed"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:desk"
LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "winay.accounts.adapters.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are entered by the ministry, nobody signs up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key",
    # The public page of grievances, whose pages nobody logs in for: written, and asked for by a code.
    "tell_grievance": "5/10m/ip",
    "follow_grievance": "10/m/ip",
}
# Behind the operator's proxy the last address it added is the person's; without one, nobody may claim an address.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE else 0
MFA_ADAPTER = "winay.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Wiñay"
# Browsers allow passkeys without TLS on http://localhost only; such an origin is a person's own machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = place.VAR / "mail"
if os.environ.get("WINAY_SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["WINAY_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("WINAY_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("WINAY_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("WINAY_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("WINAY_SMTP_TLS", "1") == "1"
    DEFAULT_FROM_EMAIL = os.environ.get("WINAY_SMTP_FROM", f"winay@{ALLOWED_HOSTS[0]}")

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Español")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Lima"

# No larger body gets in (web.guard.SizeLimitMiddleware), so a file that was sent is never written to a disk on the way.
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

# The most that a phone sends in one request: what it is told, and what is read of one that sends more all the same, so
# that it hears why. A proxy in front must let a little more through than the first.
WINAY_PHONES_SEND = int(os.environ.get("WINAY_PHONES_SEND", 50_000_000))
WINAY_PHONES_SPARE = 1_000_000
WINAY_PHONES_DRAINED = 4 * WINAY_PHONES_SEND

STATIC_URL = "/static/"
STATIC_ROOT = place.VAR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # compressing each file once more under its plain name takes seconds
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report/"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"mask_tokens": {"()": "winay.field.masking.MaskTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["mask_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Whoever scans the network asks under invented host names: each is refused, none is worth a traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
