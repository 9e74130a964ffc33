"""Lists come from an index in their own order: newest first, of a place, of a province, each cut after some rows."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_articles_published_on", "articles")
    op.drop_index("ix_articles_place_code", "articles")
    op.create_index("ix_articles_published_on_id", "articles", _newest())
    op.create_index("ix_articles_place_code_published_on_id", "articles", ["place_code", *_newest()])
    op.create_index(
        "ix_articles_province_published_on_id", "articles", [sa.text("substr(place_code, 1, 2)"), *_newest()]
    )


def downgrade() -> None:
    op.drop_index("ix_articles_province_published_on_id", "articles")
    op.drop_index("ix_articles_place_code_published_on_id", "articles")
    op.drop_index("ix_articles_published_on_id", "articles")
    op.create_index("ix_articles_place_code", "articles", ["place_code"])
    op.create_index("ix_articles_published_on", "articles", ["published_on"])


def _newest() -> list[str | sa.TextClause]:
    """Read backwards: the newest first, those without a day last. SQLite sorts nulls so by itself."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    return [sa.text("published_on NULLS FIRST") if is_postgresql else "published_on", "id"]
