"""Phones of trainers: which credential was given for which contract."""

from django.db import models

from winay.trainers.contract_models import Contract


class TrainerPhone(models.Model):
    """What lets in the phone of a trainer, given for a contract. It is the trainer's: it serves whichever of their
    contracts holds the day, in the district and program of this one. Who gave it and when stands in the credential;
    whose it is stands in the contract alone, so that no name is copied."""

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="phones")
    credential = models.OneToOneField("accounts.FieldCredential", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "trainers_phone"
