"""How many requests for articles a fault may cause anew, and why."""

from crawler.downloads import STRIKES
from demo.articles import load_articles
from demo.outlets import outlets

_PAGES = max(len(article.pages) for article in load_articles())
_SOURCES = len(outlets())
IN_FLIGHT = _SOURCES * _PAGES
"""A source is asked for one article at a time; one whose pages had not all come is asked for again, whole."""
NO_ANSWER = IN_FLIGHT + _SOURCES * STRIKES
"""A source that does not answer is asked so often until it is left alone."""
LOOKS = sum(len(article.pages) for article in load_articles())
"""A clock that was set back and goes right again lets time pass twice: each article may fall due once more."""
MOST_REPEATED = {
    **dict.fromkeys(("kill", "kill-parent", "term", "disk", "lock", "postgres", "warc", "memory"), IN_FLIGHT),
    **dict.fromkeys(("cut", "hang"), NO_ANSWER),
    "clock": IN_FLIGHT + LOOKS,
}
"""By kind of fault."""
