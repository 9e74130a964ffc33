"""Figures come from an index, newest first, of a region too: each has the day of its article, a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_figures_topic_unit_region_code", "figures")
    op.drop_index("ix_figures_region_code", "figures")
    op.add_column("figures", sa.Column("published_on", sa.Date))
    op.execute(
        """
        UPDATE figures SET published_on = articles.published_on
        FROM extractions
        JOIN article_versions ON article_versions.id = extractions.article_version_id
        JOIN articles ON articles.id = article_versions.article_id
        WHERE extractions.id = figures.extraction_id
        """
    )
    op.create_index("ix_figures_published_on_unit", "figures", _newest())
    op.create_index("ix_figures_region_code_published_on_unit", "figures", ["region_code", *_newest()])
    op.create_index(
        "ix_figures_province_published_on_unit", "figures", [sa.text("substr(region_code, 1, 2)"), *_newest()]
    )


def downgrade() -> None:
    op.drop_index("ix_figures_province_published_on_unit", "figures")
    op.drop_index("ix_figures_region_code_published_on_unit", "figures")
    op.drop_index("ix_figures_published_on_unit", "figures")
    op.drop_column("figures", "published_on")
    op.create_index("ix_figures_region_code", "figures", ["region_code"])
    op.create_index("ix_figures_topic_unit_region_code", "figures", ["topic", "unit", "region_code"])


def _newest() -> list[str | sa.TextClause]:
    """Read backwards: the newest first, those without a day last. SQLite sorts nulls so by itself."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    return [sa.text("published_on NULLS FIRST") if is_postgresql else "published_on", "unit"]
