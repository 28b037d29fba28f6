"""Leases, heartbeats, products and measurements: what resuming a run and watching over it need.

In: the first schema; out: with tables ``products``, ``leases`` and ``places`` and more columns in ``runs`` and ``ledger``; runs
that were called interrupted are called crashed. Method: Alembic.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; what the store holds stays."""
    op.add_column("runs", sa.Column("limits", sa.Text))
    op.add_column("runs", sa.Column("heartbeat", sa.Float))
    op.add_column("runs", sa.Column("flow_run", sa.Text))
    op.execute("UPDATE runs SET state = 'crashed' WHERE state = 'interrupted'")
    op.add_column("ledger", sa.Column("passing", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("ledger", sa.Column("pages", sa.Integer))
    op.add_column("ledger", sa.Column("seconds", sa.Float))
    op.add_column("ledger", sa.Column("memory_mb", sa.Float))
    op.add_column("ledger", sa.Column("stages", sa.Text))
    op.create_table(
        "products",
        sa.Column("extraction_id", sa.Integer, sa.ForeignKey("extractions.id"), primary_key=True, autoincrement=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("configuration", sa.String(64), primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("expires", sa.Float, nullable=False),
    )
    op.create_index("leases_run", "leases", ["run_id"])
    op.create_table(
        "places",
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
    )
