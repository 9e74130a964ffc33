"""Both annotators beside each other: every field, and speed against Stanza's own pipeline."""

import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from extract.annotate import Annotator, annotate
from extract.pipeline import extract_facts
from extract.stanza_annotator import StanzaAnnotator
from extract.stanza_models import LANGUAGE, PROCESSORS
from models.article import Article
from pipelines.importing import Told, read_article
from pipelines.scoring import Report

Score = Callable[[Path, Annotator], Report]


def compare(models: Path, sets: Mapping[str, Path], reports: Mapping[str, Report], score: Score) -> list[str]:
    """Lines of Markdown: scores of each set beside those of spaCy in `reports`, and words a CPU second.

    Raises PantauError where models are missing.
    """
    stanza = StanzaAnnotator(models)
    lines = [
        "",
        "## Both annotators",
        "",
        f"`--annotator spacy` (the default) and `--annotator stanza` (`{stanza.name}`).",
    ]
    for title, folder in sets.items():
        lines += ["", f"### {title.split(':')[0]}", "", *_scores(reports[title], score(folder, stanza))]
    articles = [article for folder in sets.values() for article in _articles(folder)]
    return [*lines, "", "### speed", "", *_speed(articles, stanza, models)]


def _scores(spacy: Report, stanza: Report) -> list[str]:
    rows = ["| field | spaCy: P | R | F1 | Stanza: P | R | F1 |", "|---|---|---|---|---|---|---|"]
    for name, one in spacy.fields.items():
        cells = [
            f"{value:.3f}"
            for counts in (one, stanza.fields[name])
            for value in (counts.precision, counts.recall, counts.f1)
        ]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    rows += ["", "| property | spaCy | Stanza | of |", "|---|---|---|---|"]
    pairs = {"relevance": (spacy.relevance, stanza.relevance)}
    pairs |= {name: (shares, stanza.details[name]) for name, shares in sorted(spacy.details.items())}
    rows += [
        f"| {name} | {one.share:.3f} | {other.share:.3f} | {one.of} |"
        for name, (one, other) in pairs.items()
        if one.share is not None and other.share is not None
    ]
    return rows


def _articles(folder: Path) -> list[Article]:
    day = date(2024, 5, 6)
    return [read_article(path, Told(published=day)) for path in sorted(folder.glob("*.txt"))]


def _speed(articles: list[Article], stanza: StanzaAnnotator, models: Path) -> list[str]:
    words = sum(len(annotate(article).tokens) for article in articles)
    own = own_pipeline(models)
    seconds = {
        "extraction with spaCy": _cpu_seconds(extract_facts, articles),
        "extraction with Stanza": _cpu_seconds(lambda article: extract_facts(article, stanza), articles),
        "Stanza's own pipeline alone": _cpu_seconds(lambda article: own(article.text), articles),
    }
    base = seconds["extraction with spaCy"]
    rows = ["| what | words a CPU second | times extraction with spaCy |", "|---|---|---|"]
    rows += [f"| {name} | {words / spent:,.0f} | {spent / base:.1f} |" for name, spent in seconds.items()]
    return [f"{len(articles)} articles, {words:,} words, one thread.", "", *rows]


def own_pipeline(models: Path) -> Callable[[str], object]:
    """Stanza as it comes: its own tokens and sentences."""
    import stanza
    import torch

    torch.set_num_threads(1)
    pipeline: Callable[[str], object] = stanza.Pipeline(
        LANGUAGE,
        dir=str(models),
        processors=",".join(PROCESSORS),
        download_method=None,
        use_gpu=False,
        verbose=False,
    )
    return pipeline


def _cpu_seconds(work: Callable[[Article], object], articles: list[Article]) -> float:
    """The quicker of two rounds, after one article before the clock starts."""
    work(articles[0])
    rounds = []
    for _ in range(2):
        start = time.process_time()
        for article in articles:
            work(article)
        rounds.append(time.process_time() - start)
    return min(rounds)
