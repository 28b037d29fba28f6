"""The first schema: runs, documents, extractions, ledger, records with evidence and states, reviews.

In: an empty database; out: its tables, spelled out here so that later changes of `pipeline.store.schema` do not change history.
Method: Alembic.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("started", sa.String(40), nullable=False),
        sa.Column("finished", sa.String(40)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("configuration", sa.Text, nullable=False),
        sa.Column("corpora", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("last_state", sa.Integer),
        sa.Column("last_review", sa.Integer),
    )
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("doi", sa.Text),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("licence", sa.Text),
        sa.Column("place", sa.Text),
    )
    op.create_table(
        "extractions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("configuration", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.UniqueConstraint("sha256", "version", "configuration", "content_hash"),
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("stage", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("extraction_id", sa.Integer, sa.ForeignKey("extractions.id")),
        sa.UniqueConstraint("run_id", "sha256"),
    )
    op.create_index("ledger_document", "ledger", ["sha256", "id"])
    op.create_table(
        "record_versions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("table_name", sa.Text),
        sa.Column("table_row", sa.Integer),
        sa.Column("property", sa.Text, nullable=False),
        sa.Column("composition", sa.Text),
        sa.Column("phases", sa.Text, nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("doi", sa.Text),
        *(sa.Column(n, sa.Float) for n in ("percent", "value", "low", "high", "cycles", "cycle", "temperature_C", "c_rate")),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("record_id", "content_hash"),
    )
    for name in ("document", "property", "composition"):
        op.create_index(f"ix_record_versions_{name}", "record_versions", [name])
    op.create_table(
        "evidence",
        sa.Column("version_id", sa.Integer, sa.ForeignKey("record_versions.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("boxes", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("extractor", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("table_name", sa.Text),
        sa.Column("table_row", sa.Integer),
    )
    op.create_table(
        "record_states",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("record_versions.id")),
    )
    op.create_index("record_states_record", "record_states", ["record_id", "id"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("record_versions.id")),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("made", sa.String(40), nullable=False),
        sa.Column("stored", sa.String(40), nullable=False),
        sa.Column("new_values", sa.Text, nullable=False),
        sa.Column("correction_id", sa.String(64)),
        sa.Column("correction_version", sa.Integer, sa.ForeignKey("record_versions.id")),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("reviews.id")),
    )
    op.create_index("ix_reviews_record_id", "reviews", ["record_id"])
