"""Stored figures to stored claims. Runs again at any time, goes on where it was stopped, redoes only what changed."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import Engine

from models.claims import ClaimCounts, Flag, RegionSuccession, ToldFigure
from models.conflicts import Number
from models.vocabulary import FigureUnit
from resolve.checks import check_article
from resolve.claim_rules import claim_rules
from resolve.claims import group_claims, group_key, in_valid_region
from resolve.conflicts import conflict_key, settle
from storage.claim_groups import groups_to_form, load_groups, save_groups, subjects_to_settle
from storage.claim_links import (
    article_in_claims,
    figures_told,
    link_figures,
    region_succession,
    titles_of,
    unlink_changed,
    waiting_articles,
)
from storage.conflicts import (
    Choices,
    forget_empty_conflicts,
    load_rivals,
    reopen_reviewed,
    reviewers_choices,
    save_settlements,
)
from storage.engine import reading, writing

_ARTICLES, _GROUPS, _SUBJECTS = 500, 500, 300


def resolve_claims(engine: Engine, on_article: Callable[[int], None] = lambda _: None) -> ClaimCounts:
    """Puts every valid figure of articles that are up to its claim, and settles the claims that this touches.

    `on_article` is told the key of each article that is read. Each batch is a transaction of its own; what a stopped
    run left is done by the next. Stories and regions should be resolved before: an article without a story counts as
    one of its own.
    """
    counts = ClaimCounts()
    with reading(engine) as session:
        succession = region_succession(session)
    unlink_changed(engine, succession)
    for article_ids in waiting_articles(engine, _ARTICLES):
        _read_articles(engine, article_ids, succession, counts)
        for article_id in article_ids:
            on_article(article_id)
    _settle_what_waits(engine, succession, counts)
    return counts


def renew_claims(engine: Engine, review_id: int) -> None:
    """Puts the figures of a reviewed article to their claims again, at once: what lists and series show after a review.

    Articles that were not resolved yet stay so: this costs what one article costs. Nothing happens where no claims were
    resolved yet, and for reviews of other things.
    """
    with reading(engine) as session:
        article_id = article_in_claims(session, review_id)
        succession = region_succession(session)
    if article_id is None:
        return
    counts = ClaimCounts()
    _read_articles(engine, [article_id], succession, counts)
    _settle_what_waits(engine, succession, counts)


def _settle_what_waits(engine: Engine, succession: RegionSuccession, counts: ClaimCounts) -> None:
    for keys in groups_to_form(engine, _GROUPS):
        _form_claims(engine, keys, succession, counts)
    with reading(engine) as session:
        choices = reviewers_choices(session)
    reopen_reviewed(engine, choices)
    for subjects in subjects_to_settle(engine, _SUBJECTS):
        _settle_subjects(engine, subjects, choices, counts)
    forget_empty_conflicts(engine)


def _read_articles(
    engine: Engine, article_ids: Sequence[int], succession: RegionSuccession, counts: ClaimCounts
) -> None:
    with writing(engine) as session:
        told: dict[int, list[ToldFigure]] = defaultdict(list)
        flags: list[tuple[int, Flag]] = []
        for printed in figures_told(session, article_ids, claim_rules().responsible):
            figure, flag = in_valid_region(printed, succession)
            told[figure.article_id].append(figure)
            flags += [(figure.article_id, flag)] if flag else []
        titles = titles_of(session, article_ids)
        for article_id, figures in told.items():
            flags += [(article_id, flag) for flag in check_article(figures, titles[article_id])]
        keyed = [(figure, group_key(figure)) for figures in told.values() for figure in figures]
        link_figures(session, article_ids, keyed, flags)
    counts.articles += len(article_ids)
    counts.figures += len(keyed)
    counts.flags += len(flags)


def _form_claims(
    engine: Engine, keys: Sequence[str], succession: RegionSuccession, counts: ClaimCounts
) -> None:
    with writing(engine) as session:
        drafts = {}
        for key, group in load_groups(session, keys).items():
            figures = [in_valid_region(figure, succession)[0] for figure in group.figures]
            drafts[key] = group_claims(key, figures, group.anchors)
        counts.claims += save_groups(session, drafts)


def _settle_subjects(engine: Engine, subjects: Sequence[str], choices: Choices, counts: ClaimCounts) -> None:
    with writing(engine) as session:
        settlements = {}
        for subject, rivals in load_rivals(session, subjects).items():
            chosen: dict[tuple[FigureUnit, str | None], Number] = {}
            for place in {(rival.unit, rival.region_code) for rival in rivals}:
                choice = choices.get(conflict_key(subject, *place))
                if choice is not None:
                    chosen[place] = choice[1]
            settlements[subject] = settle(rivals, chosen)
        save_settlements(session, settlements, conflict_key, choices)
    counts.conflicts += sum(len(settlement.conflicts) for settlement in settlements.values())
    counts.flags += sum(len(flags) for found in settlements.values() for flags in found.flags.values())
