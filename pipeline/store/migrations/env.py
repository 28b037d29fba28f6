"""How Alembic runs the migrations: over the connection that `pipeline.store.database` hands it, in that one's transaction.

In: ``config.attributes["connection"]``; out: the tables. Method: Alembic's own template, without its files of settings.
"""

from alembic import context

from pipeline.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
