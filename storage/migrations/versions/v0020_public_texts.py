"""Headlines and quotes get a column with what anybody may read of them, and withdrawals a table.

Only extraction can mask, so the columns are empty until `pantau process` has read each article with a version that
makes them; until then nobody is shown the words. The words of search were those of whole headlines and quotes: they go,
and the next `pantau search --reindex` or `pantau resolve` makes them of the public ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

_FACTS = ("officials", "agencies", "dates", "figures", "statements", "laws")
_SEARCHED = ("searched_statements", "searched_articles")


def upgrade() -> None:
    op.add_column("articles", sa.Column("public_title", sa.Text))
    for table in _FACTS:
        op.add_column(table, sa.Column("public_quote", sa.Text))
    for table in _SEARCHED:
        op.execute(f"DELETE FROM {table}")


def downgrade() -> None:
    for table in reversed(_FACTS):
        op.drop_column(table, "public_quote")
    op.drop_column("articles", "public_title")
