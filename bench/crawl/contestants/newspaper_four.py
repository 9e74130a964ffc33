"""newspaper4k's own way: build a source from its home page, then read each article; needs newspaper4k installed.

usage: newspaper.py OUT HOME...
"""

import json
import sys
from pathlib import Path

import newspaper


def main(out: str, homes: list[str]) -> None:
    """Prints how many articles it read."""
    found = 0
    with Path(out).open("w", encoding="utf-8") as lines:
        for home in homes:
            paper = newspaper.build(home, memoize_articles=False, language="id", number_threads=1)
            for article in paper.articles:
                try:
                    article.download()
                    article.parse()
                except newspaper.ArticleException:
                    continue
                lines.write(json.dumps({"url": article.url, "text": article.text}) + "\n")
                found += bool(article.text) and "/berita/" in article.url
    print(json.dumps({"articles": found}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
