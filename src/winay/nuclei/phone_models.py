"""Phones of board members: which credential was given for which mandate."""

from django.db import models

from winay.nuclei.governance_models import Mandate


class BoardPhone(models.Model):
    """What lets in the phone of somebody who holds a post. It is live as long as its credential is not revoked, and the
    end of the mandate revokes it: a mandate that is reopened needs another. Who gave it and when stands in the
    credential; whose it is stands in the mandate alone, so that no name is copied."""

    id = models.BigAutoField(primary_key=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="phones")
    credential = models.OneToOneField("accounts.FieldCredential", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "nuclei_board_phone"
