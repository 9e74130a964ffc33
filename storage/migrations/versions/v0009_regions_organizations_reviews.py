"""Regions and organizations become things of their own, and people's decisions are kept.

The rows of regions and organizations come with the next `pantau resolve`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _regions()
    _organizations()
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="SET NULL")),
        sa.Column("fact_id", sa.Integer),
        sa.Column("subject", sa.JSON, nullable=False),
        sa.Column("values", sa.JSON),
        sa.Column("comment", sa.Text),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("undone_by", sa.Text),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
    )
    op.create_index("ix_reviews_article_id", "reviews", ["article_id"])
    op.create_index("ix_reviews_subject_kind_fact_id", "reviews", ["subject_kind", "fact_id"])


def _regions() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent_code", sa.Text, sa.ForeignKey("regions.code")),
        sa.Column("population", sa.Integer),
        sa.Column("population_year", sa.Integer),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.CheckConstraint("valid_until >= valid_from", name="validity"),
    )
    op.create_index("ix_regions_parent_code", "regions", ["parent_code"])
    op.create_table(
        "region_names",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("region_code", sa.Text, sa.ForeignKey("regions.code", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
    )
    op.create_index("ix_region_names_region_code", "region_names", ["region_code"])

    def region() -> sa.ForeignKey:
        return sa.ForeignKey("regions.code", ondelete="CASCADE")

    op.create_table(
        "region_changes",
        sa.Column("predecessor_code", sa.Text, region(), primary_key=True),
        sa.Column("successor_code", sa.Text, region(), primary_key=True),
        sa.Column("changed_on", sa.Date, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
    )
    op.create_index("ix_region_changes_successor_code", "region_changes", ["successor_code"])


def _organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("acronym", sa.Text),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("region_code", sa.Text, sa.ForeignKey("regions.code")),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("organizations.id")),
    )
    op.create_index("ix_organizations_region_code", "organizations", ["region_code"])
    op.create_index("ix_organizations_parent_id", "organizations", ["parent_id"])

    def organization() -> sa.ForeignKey:
        return sa.ForeignKey("organizations.id", ondelete="CASCADE")

    op.create_table(
        "organization_names",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organization_id", sa.Integer, organization(), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.CheckConstraint("valid_until >= valid_from", name="validity"),
    )
    op.create_index("ix_organization_names_organization_id", "organization_names", ["organization_id"])
    op.create_index("ix_organization_names_name", "organization_names", ["name"])
    op.create_table(
        "agency_links",
        sa.Column(
            "agency_id", sa.Integer, sa.ForeignKey("agencies.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("organization_id", sa.Integer, organization(), nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_agency_links_organization_id", "agency_links", ["organization_id"])


def downgrade() -> None:
    for table in (
        "reviews",
        "agency_links",
        "organization_names",
        "organizations",
        "region_changes",
        "region_names",
        "regions",
    ):
        op.drop_table(table)
