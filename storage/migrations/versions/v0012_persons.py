"""Officials of articles become persons. Their rows come with the next `pantau resolve`."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
    )
    _profiles()
    op.create_table(
        "name_levels",
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
    )
    _links()
    _positions()
    op.create_table(
        "person_pairs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, _person("CASCADE"), nullable=False),
        sa.Column("other_id", sa.Integer, _person("CASCADE"), nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.UniqueConstraint("person_id", "other_id"),
    )
    op.create_index("ix_person_pairs_other_id", "person_pairs", ["other_id"])
    op.create_index("ix_person_pairs_status_score", "person_pairs", ["status", "score"])


def _person(on_delete: str | None = None) -> sa.ForeignKey:
    return sa.ForeignKey("persons.id", ondelete=on_delete)


def _organization() -> sa.ForeignKey:
    return sa.ForeignKey("organizations.id", ondelete="SET NULL")


def _profiles() -> None:
    op.create_table(
        "person_profiles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer, _person(), nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("rank", sa.Text),
        sa.Column("agency", sa.Text),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("place_code", sa.Text, nullable=False),
        sa.Column("common_title", sa.Text),
        sa.Column("organization_id", sa.Integer, _organization()),
        sa.Column("first_seen_on", sa.Date),
        sa.Column("last_seen_on", sa.Date),
        sa.Column("article_count", sa.Integer, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("is_waiting", sa.Boolean, nullable=False),
    )
    for column in ("person_id", "organization_id"):
        op.create_index(f"ix_person_profiles_{column}", "person_profiles", [column])
    op.create_index(
        "ix_person_profiles_waiting",
        "person_profiles",
        ["name_key"],
        sqlite_where=sa.text("is_waiting"),
        postgresql_where=sa.text("is_waiting"),
    )
    profile = sa.ForeignKey("person_profiles.id", ondelete="CASCADE")
    op.create_table(
        "person_keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("profile_id", sa.Integer, profile, primary_key=True),
    )
    op.create_index("ix_person_keys_profile_id", "person_keys", ["profile_id"])


def _links() -> None:
    official = sa.ForeignKey("officials.id", ondelete="CASCADE")
    op.create_table(
        "person_links",
        sa.Column("official_id", sa.Integer, official, primary_key=True),
        sa.Column("person_id", sa.Integer, _person(), nullable=False),
        sa.Column("profile_id", sa.Integer, sa.ForeignKey("person_profiles.id"), nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
    )
    article = sa.ForeignKey("articles.id", ondelete="CASCADE")
    profile = sa.ForeignKey("person_profiles.id", ondelete="SET NULL")
    op.create_table(
        "person_anchors",
        sa.Column("article_id", sa.Integer, article, primary_key=True),
        sa.Column("name_key", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Integer, _person(), nullable=False),
        sa.Column("profile_id", sa.Integer, profile),
    )
    for table in ("person_links", "person_anchors"):
        for column in ("person_id", "profile_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, _person("CASCADE"), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("post_key", sa.Text),
        sa.Column("organization_id", sa.Integer, _organization()),
        sa.Column("agency", sa.Text),
        sa.Column("region_code", sa.Text, nullable=False),
        sa.Column("is_acting", sa.Boolean, nullable=False),
        sa.Column("first_seen_on", sa.Date),
        sa.Column("last_seen_on", sa.Date),
        sa.Column("article_count", sa.Integer, nullable=False),
        sa.CheckConstraint("last_seen_on >= first_seen_on", name="order"),
    )
    for column in ("person_id", "organization_id", "region_code"):
        op.create_index(f"ix_positions_{column}", "positions", [column])


def downgrade() -> None:
    for table in (
        "person_pairs",
        "positions",
        "person_anchors",
        "person_links",
        "name_levels",
        "person_keys",
        "person_profiles",
        "persons",
    ):
        op.drop_table(table)
