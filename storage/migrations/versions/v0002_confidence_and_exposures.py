"""Facts carry the chance that they are right, laws the doubt about their number; what exposes people is a fact.

What was stored before is rated, and looked through for exposures, when its article is read again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FACTS = ("officials", "agencies", "dates", "figures", "statements", "laws")


def upgrade() -> None:
    for table in _FACTS:
        op.add_column(table, sa.Column("confidence", sa.Double, nullable=True))
    op.add_column("laws", sa.Column("is_doubtful", sa.Boolean, nullable=False, server_default=sa.false()))
    owner = sa.ForeignKey("extractions.id", ondelete="CASCADE")
    op.create_table(
        "exposures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("extraction_id", sa.Integer, owner, nullable=False, index=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("start_char", sa.Integer, nullable=False),
        sa.Column("end_char", sa.Integer, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=True),
        sa.CheckConstraint("start_char >= 0 AND end_char > start_char", name="span"),
        sa.CheckConstraint("length(quote) = end_char - start_char", name="quote"),
    )


def downgrade() -> None:
    op.drop_table("exposures")
    op.drop_column("laws", "is_doubtful")
    for table in reversed(_FACTS):
        op.drop_column(table, "confidence")
