"""The history of the tables. Alembic runs it on a connection that `storage.schema` hands over."""
