"""Why each fact was found: its rule and what lowers its confidence, in the words of `lexicons/rules.yml`."""

from functools import cache

from extract.confidence.rate import FIELDS, doubts, rule_code
from extract.confidence.signs import SignReader
from extract.lexicon import Lexicon, load_lexicon
from models.annotation import AnnotatedArticle
from models.explanation import ExplainedArticle, Explanation
from models.fact import Facts


class RuleLexicon(Lexicon):
    """`lexicons/rules.yml`: sentences in Indonesian."""

    rules: dict[str, str]
    """Code of a rule, without its version -> what it looks for."""
    signs: dict[str, str]
    """Code of a sign -> what speaks for doubt."""


@cache
def rule_lexicon() -> RuleLexicon:
    """Read once."""
    return load_lexicon("rules", RuleLexicon)


def rule_words(rule: str) -> str:
    """Return what a rule looks for, in Indonesian; a rule that nobody described gives its code."""
    code = rule_code(rule)
    return rule_lexicon().rules.get(code, code)


def explain(annotated: AnnotatedArticle, facts: Facts) -> ExplainedArticle:
    """Every fact with its reason, in the order of the text."""
    reader = SignReader(annotated, facts)
    signs = rule_lexicon().signs
    found = [
        Explanation(
            field=field,
            fact=fact,
            reason=rule_words(fact.rule),
            doubts=tuple(signs[sign] for sign in doubts(field, fact, reader)),
        )
        for field in (*FIELDS, "exposures")
        for fact in getattr(facts, field)
    ]
    return ExplainedArticle(
        title=annotated.title,
        published=annotated.published.isoformat() if annotated.published else None,
        text=annotated.text,
        is_relevant=facts.relevance.is_relevant,
        score=facts.relevance.score,
        terms=facts.relevance.hits,
        topics=tuple(topic.value for topic in facts.topics),
        place=facts.place.name,
        extractor=facts.extractor,
        explanations=tuple(sorted(found, key=lambda one: (one.fact.start, one.fact.end))),
    )
