"""The doubtful facts that nobody looked at are found at once."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FACTS = ("officials", "agencies", "dates", "figures", "statements", "laws", "exposures")


def upgrade() -> None:
    for table in _FACTS:
        op.create_index(
            f"ix_{table}_review_status_confidence_id", table, ["review_status", "confidence", "id"]
        )


def downgrade() -> None:
    for table in _FACTS:
        op.drop_index(f"ix_{table}_review_status_confidence_id", table)
