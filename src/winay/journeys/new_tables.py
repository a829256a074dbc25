"""The tables of a database that has none yet."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations.state import ModelState, ProjectState


def make_tables(database: str = DEFAULT_DB_ALIAS) -> None:
    """Run every migration that has not run, with the guards that follow them."""
    with _models_added_alone():
        call_command("migrate", database=database, verbosity=0, interactive=False)


@contextmanager
def _models_added_alone() -> Iterator[None]:
    """Django builds each model's historical class anew, with every class it is tied to, whenever one is added; ours are
    all tied to one another, so a hundred tables took a hundred times as long (8 of the 11 s of all migrations). Nothing
    points to a model that is only being added, so its own class is enough; the schema is the same, letter by letter."""

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[has-type]
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state.clone()])

    as_django_does = ProjectState.add_model
    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = as_django_does  # type: ignore[method-assign]
