"""Search finds parts of names by the words that they are part of; series and lists of claims read indexes alone.

The words come with the next `pantau search --reindex` or `pantau resolve`; until then, filters of search find what was
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
    op.drop_index("ix_claims_topic_unit_province_code_region_code", "claims")
    place = ["topic", "unit", "province_code"]
    period = ["period_kind", "period_start", "period_end", "sex", "age"]
    op.create_index("ix_claims_series", "claims", [*place, "left_out", "region_code", *period])
    op.create_index("ix_claims_topic_unit_province_code_article_count", "claims", [*place, "article_count"])
    op.drop_index("ix_claims_region_code", "claims")
    region = ["region_code", "topic", "unit", "article_count"]
    op.create_index("ix_claims_region_code_topic_unit_article_count", "claims", region)
    op.create_index("ix_claims_article_count", "claims", ["article_count"])


def downgrade() -> None:
    op.drop_index("ix_claims_article_count", "claims")
    op.drop_index("ix_claims_region_code_topic_unit_article_count", "claims")
    op.create_index("ix_claims_region_code", "claims", ["region_code"])
    op.drop_index("ix_claims_topic_unit_province_code_article_count", "claims")
    op.drop_index("ix_claims_series", "claims")
    place = ["topic", "unit", "province_code", "region_code"]
    op.create_index("ix_claims_topic_unit_province_code_region_code", "claims", place)
    op.drop_table("search_words")
