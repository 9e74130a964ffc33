"""`pantau stories`: which articles tell the same."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.lists import day_text, print_list, sure_text
from cli.options import LARGEST_ID, AsCsv, AsJson, Limit, RegionName, Since, Until, make_filters
from cli.output import Format, chosen_format, print_rows, print_table
from models.errors import PantauError

if TYPE_CHECKING:
    from datetime import date

    from models.stories import StoryCopy, StoryRow


def stories(
    story_id: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="Number of a story: shows all its copies.")
    ] = None,
    since: Since = None,
    until: Until = None,
    region: RegionName = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Stories that several articles tell, by the article that leads; with ID, one story and why each copy belongs."""
    from models.stories import StoryRow
    from storage.engine import reading
    from storage.story_lists import list_stories, story_detail

    form = chosen_format(as_json, as_csv)
    filters = make_filters(since, until, region, None, None, None)
    with reading(open_database()) as session:
        if story_id is None:
            print_list(
                partial(list_stories, session),
                filters,
                limit,
                StoryRow,
                form,
                "Cerita yang dimuat lebih dari sekali",
                ("#id", "Terbit", "Judul", "Media", "#Berita"),
                _cells,
            )
            return
        copies = story_detail(session, story_id) if story_id <= LARGEST_ID else ()
    if not copies:
        raise PantauError(f"There is no story {story_id}; `pantau stories` lists the numbers.")
    _print_copies(story_id, copies, form)


def _print_copies(story_id: int, copies: "tuple[StoryCopy, ...]", form: Format) -> None:
    if form is not Format.TABLE:
        rows = (copy.model_dump(mode="json") for copy in copies)
        print_rows(rows, list(type(copies[0]).model_fields), form)
        return
    print_table(
        f"Cerita {story_id}: {len(copies)} berita, yang utama di atas",
        ("#Artikel", "Terbit", "Judul", "Media", "Asal yang disebut", "#Sama", "Mengapa"),
        [
            (
                str(copy.article_id),
                _day(copy.published_on),
                _title(copy.title, copy.removed_at is not None),
                copy.outlet or "",
                copy.origin or "",
                sure_text(copy.similarity),
                copy.reason or "",
            )
            for copy in copies
        ],
        caption="Sama: bagian naskahnya yang juga ada pada artikel yang paling mirip dengannya. "
        f"Keliru? pantau review split cerita {story_id} ARTIKEL --why ...; pantau review merge cerita A B --why ...",
    )


def _cells(row: "StoryRow") -> tuple[str, ...]:
    title = _title(row.title, row.is_removed)
    return (str(row.id), _day(row.published_on), title, row.outlet or "", str(row.article_count))


def _title(title: str | None, is_removed: bool) -> str:
    return ("[DICABUT] " if is_removed else "") + (title or "(tanpa judul)")


def _day(day: "date | None") -> str:
    return day_text(day) if day else "(tidak diketahui)"
