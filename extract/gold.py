"""Facts in the schema of the annotated articles, for evaluation and for programs that read it."""

from typing import Any

from models.article import Article
from models.fact import Agency, DateMention, Facts, Figure, Law, Official, Statement


def to_gold(article_id: str, article: Article, facts: Facts) -> dict[str, Any]:
    """One JSON object an article; every item also carries its evidence: where it stands, the rule, the confidence."""
    return {
        "id": article_id,
        "published": article.published_on.isoformat() if article.published_on else None,
        "relevant": facts.relevance.is_relevant,
        "topics": [topic.value for topic in facts.topics],
        "place": {"name": facts.place.name, "province": facts.place.province},
        "officials": [_official(item) for item in facts.officials],
        "agencies": [_agency(item) for item in facts.agencies],
        "dates": [_date(item) for item in facts.dates],
        "figures": [_figure(item) for item in facts.figures],
        "statements": [_statement(item) for item in facts.statements],
        "laws": [_law(item) for item in facts.laws],
    }


def _evidence(item: Official | Agency | DateMention | Figure | Statement | Law) -> dict[str, Any]:
    return {
        "evidence_start": item.start,
        "evidence_end": item.end,
        "rule": item.rule,
        "confidence": item.confidence,
    }


def _official(item: Official) -> dict[str, Any]:
    return {
        "name": item.name,
        "title": item.title,
        "rank": item.rank,
        "agency": item.agency,
        "kind": item.kind.value,
        "mentions": list(dict.fromkeys(mention.quote for mention in item.mentions)),
        **_evidence(item),
    }


def _agency(item: Agency) -> dict[str, Any]:
    return {"name": item.name, "acronym": item.acronym, "type": item.type.value, **_evidence(item)}


def _date(item: DateMention) -> dict[str, Any]:
    return {
        "text": item.quote,
        "start": item.first.isoformat(),
        "end": item.last.isoformat(),
        "kind": item.kind.value,
        **_evidence(item),
    }


def _figure(item: Figure) -> dict[str, Any]:
    return {
        "text": item.quote,
        "value": _number(item.value),
        "value_max": _number(item.value_max),
        "approx": item.is_approximate,
        "unit": item.unit.value,
        "topic": item.topic.value,
        "subject": {"sex": item.sex.value if item.sex else None, "age": item.age.value if item.age else None},
        "region": item.region,
        "period_start": item.period_start.isoformat() if item.period_start else None,
        "period_end": item.period_end.isoformat() if item.period_end else None,
        "source": item.credited_to,
        **_evidence(item),
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _statement(item: Statement) -> dict[str, Any]:
    return {
        "speaker": item.speaker,
        "kind": item.kind.value,
        "text": item.text,
        "cue": item.cue,
        "date": item.said_on.isoformat() if item.said_on else None,
        **_evidence(item),
    }


def _law(item: Law) -> dict[str, Any]:
    return {
        "text": item.quote,
        "type": item.type,
        "number": item.number,
        "year": item.year,
        "article": item.article,
        **_evidence(item),
    }
