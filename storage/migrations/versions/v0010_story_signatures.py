"""Stories get what they are found by: signatures of texts, their bands, and the pairs that are alike.

The rows come with the next `pantau resolve`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_stories_article_count", "stories", ["article_count"])
    op.create_table(
        "story_signatures",
        sa.Column(
            "article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "article_version_id",
            sa.Integer,
            sa.ForeignKey("article_versions.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("recipe", sa.Text, nullable=False),
        sa.Column("shingles", sa.LargeBinary, nullable=False),
        sa.Column("numbers", sa.LargeBinary, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.Column("origin", sa.Text),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("published_on", sa.Date),
    )

    def signature(on_delete: str) -> sa.ForeignKey:
        return sa.ForeignKey("story_signatures.article_id", ondelete=on_delete)

    op.create_table(
        "story_bands",
        sa.Column("band_key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article_id", sa.Integer, signature("CASCADE"), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_bands_article_id", "story_bands", ["article_id"])
    op.create_table(
        "story_pairs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.Integer, signature("SET NULL")),
        sa.Column("other_id", sa.Integer, signature("SET NULL")),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("other_share", sa.Double, nullable=False),
        sa.UniqueConstraint("article_id", "other_id"),
        sa.CheckConstraint("article_id < other_id", name="order"),
    )
    op.create_index("ix_story_pairs_other_id", "story_pairs", ["other_id"])


def downgrade() -> None:
    op.drop_index("ix_stories_article_count", "stories")
    for table in ("story_pairs", "story_bands", "story_signatures"):
        op.drop_table(table)
