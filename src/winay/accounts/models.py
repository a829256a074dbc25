"""People who log in, what they were granted, and what kind of installation this is."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce, Lower

from winay.accounts.rules import MOST_LABEL, MOST_REASON
from winay.accounts.terms import RoleKey
from winay.core.ids import new_id


class Installation(models.Model):
    """One row, written when the database is created and never changed: is this a demonstration?

    Demo accounts without a password and the "See as…" switch exist only where `demo` is true.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField()
    schema_fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_installation"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="accounts_installation_one_row")]

    def __str__(self) -> str:
        return "demonstration" if self.demo else "installation"


class PersonManager(BaseUserManager["Person"]):
    """People are found by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who logs in: staff of the ministry and its offices, auditors."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        db_table = "accounts_person"
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_person_email")]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role given to a person for a place (null: the country) and a program (null: every program), for a time."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(key, key) for key in RoleKey])
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    program = models.ForeignKey("programs.Program", on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "accounts_grant"
        indexes = [models.Index(fields=["person", "ended_on"], name="accounts_grant_person")]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=list(RoleKey)), name="accounts_grant_role"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("starts_on")),
                name="accounts_grant_ends_after_start",
            ),
            # SQLite counts every NULL as another value: the country and "every program" become 0 here.
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("place", 0),
                Coalesce("program", 0),
                condition=models.Q(ended_on__isnull=True),
                name="accounts_grant_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"


class FieldCredential(models.Model):
    """What lets a phone in: a random token, of which only a keyed hash is kept.

    One credential is for one person or one phone, in a place (null: the country) and for a program (null: every
    program). `person` is the member of staff who carries it, or `holder` names somebody who does not log in.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    label = models.CharField(max_length=MOST_LABEL)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    holder = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    program = models.ForeignKey("programs.Program", on_delete=models.PROTECT, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_why = models.CharField(max_length=MOST_REASON, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "accounts_field_credential"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, holder="")
                | models.Q(person__isnull=True) & ~models.Q(holder=""),
                name="accounts_credential_one_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_why="")
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~models.Q(revoked_why=""),
                name="accounts_credential_revoked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.public_id}"


class Device(models.Model):
    """A device that came with a credential, under the name it gave itself (`deviceID`). A credential that comes with
    two was passed on, or its QR code was copied."""

    id = models.BigAutoField(primary_key=True)
    credential = models.ForeignKey(FieldCredential, on_delete=models.PROTECT, related_name="devices")
    device_id = models.CharField(max_length=200)
    user_agent = models.CharField(max_length=300, blank=True)
    first_contact_at = models.DateTimeField()
    last_contact_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_device"
        constraints = [
            models.UniqueConstraint(fields=["credential", "device_id"], name="accounts_device_once"),
            models.CheckConstraint(condition=~models.Q(device_id=""), name="accounts_device_named"),
            models.CheckConstraint(
                condition=models.Q(last_contact_at__gte=models.F("first_contact_at")),
                name="accounts_device_last_after_first",
            ),
        ]

    def __str__(self) -> str:
        return self.device_id
