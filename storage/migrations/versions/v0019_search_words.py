"""Search finds parts of names by the words that they are part of, and filters by words of the index.

The rows come with the next `pantau search --reindex` or `pantau resolve`; until then, filters of search find what was
indexed since.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("search_words", sa.Column("word", sa.Text, primary_key=True))


def downgrade() -> None:
    op.drop_table("search_words")
