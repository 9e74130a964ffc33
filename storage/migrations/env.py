"""Run by Alembic, for every migration. There is no alembic.ini: the settings come from `storage.schema`."""

from alembic import context

from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can, once its driver no longer commits by itself
)
with context.begin_transaction():
    context.run_migrations()
