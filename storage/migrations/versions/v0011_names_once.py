"""A name of a region or an organization is stored once, also where two runs find it at the same time."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEYS = {"organization_names": "organization_id", "region_names": "region_code"}


def upgrade() -> None:
    for table, owner in _KEYS.items():
        op.create_index(f"uq_{table}_{owner}_name_kind", table, [owner, "name", "kind"], unique=True)


def downgrade() -> None:
    for table, owner in _KEYS.items():
        op.drop_index(f"uq_{table}_{owner}_name_kind", table)
