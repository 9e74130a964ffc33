"""Headlines and quotes get a column with what anybody may read of them, and withdrawals a table.

Only extraction can mask, so the columns are empty until `pantau process` has read each article with a version that
makes them; until then nobody is shown the words. The words of search were those of whole headlines and quotes: they go,
and the next `pantau search --reindex` or `pantau resolve` makes them of the public ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_FACTS = ("officials", "agencies", "dates", "figures", "statements", "laws")
_SEARCHED = ("searched_statements", "searched_articles")


def upgrade() -> None:
    op.add_column("articles", sa.Column("public_title", sa.Text))
    for table in _FACTS:
        op.add_column(table, sa.Column("public_quote", sa.Text))
    for table in _SEARCHED:
        op.execute(f"DELETE FROM {table}")
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.Integer),
        sa.Column("start_char", sa.Integer),
        sa.Column("end_char", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
    )
    withdrawal = sa.ForeignKey("withdrawals.id", ondelete="CASCADE")
    op.create_table(
        "withdrawn_keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("withdrawal_id", sa.Integer, withdrawal, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("words", sa.Integer),
    )
    op.create_index("ix_withdrawn_keys_withdrawal_id", "withdrawn_keys", ["withdrawal_id"])
    op.create_index("ix_withdrawn_keys_digest_kind", "withdrawn_keys", ["digest", "kind"])


def downgrade() -> None:
    op.drop_table("withdrawn_keys")
    op.drop_table("withdrawals")
    for table in reversed(_FACTS):
        op.drop_column(table, "public_quote")
    op.drop_column("articles", "public_title")
