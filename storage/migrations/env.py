"""Run by Alembic, for every migration, in the transaction that `storage.schema` began. There is no alembic.ini."""

from alembic import context

from storage.tables import Base
from storage.tables.search import is_on_both_back_ends

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_object=is_on_both_back_ends,
)
with context.begin_transaction():
    context.run_migrations()
