"""All tables, by name."""

from storage.tables.accounts import SessionRecord, SignInAttempt, UserRecord
from storage.tables.articles import ArticleTopic, ArticleVersion, Extraction, StoredArticle
from storage.tables.base import Base
from storage.tables.claims import Claim, ClaimFigure, ConflictClaim, ConflictRecord, FigureFlag
from storage.tables.crawl import (
    Document,
    FrontierEntry,
    GateDecision,
    ListingState,
    Problem,
    Run,
    RunField,
    RunSource,
    RunStage,
    SourceState,
    StoredPage,
)
from storage.tables.facts import (
    AgencyMention,
    AgencyRecord,
    DateRecord,
    ExposureRecord,
    FigureRecord,
    LawRecord,
    OfficialMention,
    OfficialRecord,
    RelevanceHit,
    StatementRecord,
)
from storage.tables.organizations import AgencyLink, Organization, OrganizationName
from storage.tables.permissions import SourcePermission
from storage.tables.persons import (
    NameLevel,
    PersonAnchor,
    PersonKey,
    PersonLink,
    PersonPair,
    PersonProfile,
    PersonRecord,
    Position,
)
from storage.tables.regions import Region, RegionChange, RegionName
from storage.tables.reviews import Review
from storage.tables.samples import SampledFact
from storage.tables.saved_searches import SavedSearch
from storage.tables.search import SearchedArticle, SearchedStatement, SearchWord
from storage.tables.sources import SourceRecord
from storage.tables.stories import Story, StoryArticle, StoryBand, StoryPair, StorySignature
from storage.tables.withdrawals import Withdrawal, WithdrawnKey

__all__ = [
    "AgencyLink",
    "AgencyMention",
    "AgencyRecord",
    "ArticleTopic",
    "ArticleVersion",
    "Base",
    "Claim",
    "ClaimFigure",
    "ConflictClaim",
    "ConflictRecord",
    "DateRecord",
    "Document",
    "ExposureRecord",
    "Extraction",
    "FigureFlag",
    "FigureRecord",
    "FrontierEntry",
    "GateDecision",
    "LawRecord",
    "ListingState",
    "NameLevel",
    "OfficialMention",
    "OfficialRecord",
    "Organization",
    "OrganizationName",
    "PersonAnchor",
    "PersonKey",
    "PersonLink",
    "PersonPair",
    "PersonProfile",
    "PersonRecord",
    "Position",
    "Problem",
    "Region",
    "RegionChange",
    "RegionName",
    "RelevanceHit",
    "Review",
    "Run",
    "RunField",
    "RunSource",
    "RunStage",
    "SampledFact",
    "SavedSearch",
    "SearchWord",
    "SearchedArticle",
    "SearchedStatement",
    "SessionRecord",
    "SignInAttempt",
    "SourcePermission",
    "SourceRecord",
    "SourceState",
    "StatementRecord",
    "StoredArticle",
    "StoredPage",
    "Story",
    "StoryArticle",
    "StoryBand",
    "StoryPair",
    "StorySignature",
    "UserRecord",
    "Withdrawal",
    "WithdrawnKey",
]
