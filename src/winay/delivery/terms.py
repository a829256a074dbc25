"""The closed vocabularies of delivery. The codes stand in the database; words are in the wording files."""
