"""The closed vocabularies of intake."""

from enum import StrEnum


class MediaSource(StrEnum):
    """Where a file that belongs to a form comes from."""

    FILE = "file"
    """It was given with the form."""
    LOCALITIES = "localities"
    """The localities of the phone's territory, made for each phone from the places of the country."""
