"""Lists of statements, figures, officials, agencies and articles: one question for the desk and the API, any back end.

    Question(kind, words=None, filters=Filters(), sort=None, limit=20, after=None, before=None)   (question.py)
        What is asked. `APPLIES[kind]` names the filters that say something about a kind, `SORTS[kind]` its orders;
        `question.order` is the order that is meant. PantauError where the parts do not fit together.

    list_page(session, question) -> Listing                                                       (lists.py)
        rows: FoundStatement, FigureRow, PersonRow, OrganizationRow or FoundArticle, by kind;
        next, previous: what `after` and `before` take, null at the ends. They belong to their search: PantauError
        for a mark of another one, and for words that cannot be read.
    count_rows_of(session, question, most=10_000) -> Total(count, is_exact)                       (lists.py)
        `most=None` counts all.
    stream_rows(session, question) -> Iterator[row]                                               (lists.py)
        All rows, some thousand in memory at a time, whatever page the question names.
    stream_ids(session, question) -> Iterator[(is_near, ids)]                                     (lists.py)
    listed_ids(session, question) -> list[(is_near, ids)]
        The same by their keys, the second all at once; `found_columns` makes of texts what a search adds
        to its rows                                                                               (rows.py)
    count_facets(session, question, over=500) -> Facets(facets, counted, is_exact)               (facets.py)
        Counts by value over the first rows of the list.
    word_places(words, text, field) -> spans                                                      (rows.py)
        Where in a text that is shown the words stand.

Readers who may not see what is private: `Filters(only_public=True)`, and `publish.public.for_public` for each row.
All of a request should come from one `reading` session, so that totals, pages and exports tell of one state.
"""

from storage.listing.facets import count_facets
from storage.listing.lists import COUNTED, Ids, count_rows_of, list_page, listed_ids, stream_ids, stream_rows
from storage.listing.question import APPLIES, LARGEST_PAGE, SORTS, Question
from storage.listing.rows import found_columns, word_places

__all__ = [
    "APPLIES",
    "COUNTED",
    "LARGEST_PAGE",
    "SORTS",
    "Ids",
    "Question",
    "count_facets",
    "count_rows_of",
    "found_columns",
    "list_page",
    "listed_ids",
    "stream_ids",
    "stream_rows",
    "word_places",
]
