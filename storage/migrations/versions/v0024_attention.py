"""How many articles were written in a period comes from an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COUNTED = ["is_relevant", "removed_at", "published_on"]


def upgrade() -> None:
    op.create_index("ix_articles_attention", "articles", _COUNTED)
    op.create_index(
        "ix_articles_province_attention", "articles", [sa.text("substr(place_code, 1, 2)"), *_COUNTED]
    )


def downgrade() -> None:
    op.drop_index("ix_articles_province_attention", "articles")
    op.drop_index("ix_articles_attention", "articles")
