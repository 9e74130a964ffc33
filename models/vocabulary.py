"""Controlled vocabularies: the codes that facts may carry. Glosses stand in the codebook."""

from enum import StrEnum


class Topic(StrEnum):
    """What an article is about; an article may have several."""

    PENINDAKAN = "penindakan"
    """Arrest or investigation."""
    PENCEGAHAN = "pencegahan"
    """Prevention, interdiction, coordination."""
    PENANGANAN_KORBAN = "penanganan_korban"
    """Rescue, shelter, repatriation of victims."""
    PERADILAN = "peradilan"
    """Trial or verdict."""
    KEBIJAKAN = "kebijakan"
    """Rules, task forces, budgets, criticism of policy."""
    STATISTIK = "statistik"
    """Counts over a period."""


class AgencyType(StrEnum):
    """What kind of body an agency is."""

    POLICE = "police"
    """Police."""
    PROSECUTOR = "prosecutor"
    """Prosecutor's office."""
    COURT = "court"
    """Court."""
    IMMIGRATION = "immigration"
    """Immigration."""
    MIGRANT_WORKER_PROTECTION = "migrant_worker_protection"
    """Protection of migrant workers."""
    WOMEN_CHILD_PROTECTION = "women_child_protection"
    """Protection of women and children."""
    SOCIAL_AFFAIRS = "social_affairs"
    """Social affairs."""
    MANPOWER = "manpower"
    """Manpower."""
    LOCAL_GOVERNMENT = "local_government"
    """Government of a province, kabupaten, kota, kecamatan or village."""
    MINISTRY = "ministry"
    """Ministry or agency of the country, unless another code fits."""
    LEGISLATURE = "legislature"
    """Parliament or council: DPR, DPD, DPRD."""
    MILITARY = "military"
    """Armed forces."""
    TASK_FORCE = "task_force"
    """Task force of several bodies."""
    NGO = "ngo"
    """Organisation of civil society."""
    HEALTH = "health"
    """Health service or hospital."""
    OTHER = "other"
    """Anything else."""


class OfficialKind(StrEnum):
    """Who a named speaker or office holder speaks for."""

    OFFICIAL = "official"
    """State bodies: government, police, military, courts, prosecutors, legislatures, villages."""
    OTHER = "other"
    """NGOs, lawyers, academics, companies, religious and adat figures."""


class DateKind(StrEnum):
    """What happened at a date."""

    STATEMENT = "statement"
    """Something was said."""
    EVENT = "event"
    """Something happened."""
    PERIOD = "period"
    """Something was counted."""
    OTHER = "other"
    """Anything else."""


class FigureUnit(StrEnum):
    """What a figure counts. Units never mix and are never added to one another."""

    KASUS = "kasus"
    """Cases (kasus, perkara)."""
    KORBAN = "korban"
    """Victims."""
    TERSANGKA = "tersangka"
    """Suspects named by an investigator."""
    PELAKU = "pelaku"
    """Perpetrators, defendants, pimps."""
    LAPORAN = "laporan"
    """Reports: laporan polisi, complaints, applications."""
    ORANG = "orang"
    """Persons of no stated role."""
    PERSEN = "persen"
    """Per cent."""
    RUPIAH = "rupiah"
    """Money in rupiah."""
    TAHUN_PENJARA = "tahun_penjara"
    """Years of prison; three months are 0.25."""
    LAINNYA = "lainnya"
    """Anything else: villages, telephones, days."""


class FigureTopic(StrEnum):
    """What the counted cases or people are cases or people of."""

    TPPO = "tppo"
    """Human trafficking (tindak pidana perdagangan orang)."""
    KEKERASAN_PEREMPUAN = "kekerasan_perempuan"
    """Violence against women."""
    KEKERASAN_ANAK = "kekerasan_anak"
    """Violence against children."""
    KEKERASAN_PEREMPUAN_ANAK = "kekerasan_perempuan_anak"
    """Violence against women and children together."""
    PMI_NONPROSEDURAL = "pmi_nonprosedural"
    """Undocumented or interdicted migrant workers, not called trafficking."""
    LAINNYA = "lainnya"
    """Anything else."""


class PeriodKind(StrEnum):
    """How a figure's period counts; cumulative figures are never summed."""

    CUMULATIVE_SINCE = "cumulative_since"
    """From a stated start to now or to a stated day."""
    YEAR_TO_DATE = "year_to_date"
    """From 1 January to a stated day or month."""
    CALENDAR_YEAR = "calendar_year"
    """One or more whole years."""
    RANGE = "range"
    """From a stated day or month to another."""
    INCIDENT = "incident"
    """A single event: no counting period."""


class Sex(StrEnum):
    """Sex of the people that a figure counts."""

    PEREMPUAN = "perempuan"
    """Women and girls."""
    LAKI_LAKI = "laki-laki"
    """Men and boys."""


class Age(StrEnum):
    """Age group of the people that a figure counts; a child is under 18 (UU 21/2007)."""

    ANAK = "anak"
    """Children."""
    DEWASA = "dewasa"
    """Adults."""


class StatementKind(StrEnum):
    """Speech between quote marks, or reported speech."""

    DIRECT = "direct"
    """Between quote marks."""
    INDIRECT = "indirect"
    """Reported."""


class ExposureKind(StrEnum):
    """By what a private person could be identified."""

    NAME = "name"
    """Name of a victim, suspect, witness, child or bystander."""
    INITIALS = "initials"
    """Initials, with the age where it stands beside them."""
    ALIAS = "alias"
    """Cover name, nickname, or a name with its alias."""
    AGE = "age"
    """Age or birth of a child; any age beside the name of a private person."""
    RELATIVE = "relative"
    """Name or trade of somebody's family."""
    ADDRESS = "address"
    """Place below kabupaten and kota: village, street, RT and RW."""
    SCHOOL = "school"
    """School or class."""
    NUMBER = "number"
    """Telephone, plate, identity, passport or report number."""
    HANDLE = "handle"
    """Account on social media, mail address."""


class Terms(StrEnum):
    """What a source's publisher says about automatic collection."""

    OPEN = "open"
    """No reservation known: on, under robots.txt."""
    ASK = "ask"
    """Not known: off until somebody asked."""
    RESERVED = "reserved"
    """The publisher reserves crawling: off without a recorded permission."""
    BLOCKED = "blocked"
    """The publisher refused."""


class ArticleField(StrEnum):
    """What a page should tell about its article; a run counts how often it did."""

    TITLE = "title"
    """Headline."""
    AUTHOR = "author"
    """Who wrote it."""
    PUBLISHED = "published"
    """Day of publication, one that can be true."""
    MINUTE = "minute"
    """Time of publication, to the minute."""
    TEXT = "text"
    """A text of some length."""


class Verdict(StrEnum):
    """What the topic gate decided on an article that it was asked about."""

    PASSED = "passed"
    """It may be about the topic and is fetched."""
    SKIPPED = "skipped"
    """It is not fetched."""
    SAMPLED = "sampled"
    """It would be skipped, but is fetched to measure what the gate misses."""


class ReviewStatus(StrEnum):
    """What a person decided about a fact; a fact that nobody looked at has none."""

    ACCEPTED = "accepted"
    """Right as the machine found it."""
    CORRECTED = "corrected"
    """Some of its values are a person's; the machine's are kept beside them."""
    REJECTED = "rejected"
    """Wrong: it counts nowhere, and stays as a record."""


class ReviewAction(StrEnum):
    """What a person did in a review."""

    ACCEPT = "accept"
    """A fact is right as it stands."""
    CORRECT = "correct"
    """A fact gets other values, or a conflict of figures another outcome."""
    REJECT = "reject"
    """A fact is wrong as a whole."""
    MERGE = "merge"
    """Two things are one."""
    SPLIT = "split"
    """What was taken for one thing is two."""
    COMMENT = "comment"
    """A remark that changes nothing."""


class SubjectKind(StrEnum):
    """What a review is about: facts of an article, or things that facts were resolved to."""

    OFFICIAL = "official"
    """Officials, as one article names them."""
    AGENCY = "agency"
    """Agencies, as one article names them."""
    DATE = "date"
    """Dates."""
    FIGURE = "figure"
    """Figures."""
    STATEMENT = "statement"
    """Statements."""
    LAW = "law"
    """Laws."""
    EXPOSURE = "exposure"
    """Words that could identify a private person."""
    PERSON = "person"
    """Persons: who is who."""
    ORGANIZATION = "organization"
    """Bodies: what is one."""
    STORY = "story"
    """Stories: which articles tell the same."""
    CONFLICT = "conflict"
    """Conflicts of figures."""


class PairStatus(StrEnum):
    """Where a pair stands that a person must decide on."""

    OPEN = "open"
    """Nobody decided."""
    DECIDED = "decided"
    """Somebody said that they are two."""


class RegionKind(StrEnum):
    """Level of a region."""

    COUNTRY = "negara"
    """The country."""
    PROVINCE = "provinsi"
    """Province."""
    KABUPATEN = "kabupaten"
    """Regency."""
    KOTA = "kota"
    """City."""


class NameKind(StrEnum):
    """What kind of name it is that a region or an organization is called by."""

    OFFICIAL = "official"
    """Its name by law."""
    ACRONYM = "acronym"
    """Its acronym."""
    FORMER = "former"
    """What it, or the body that it came from, was called before."""
    ALIAS = "alias"
    """What it is called otherwise: short forms, epithets, spellings of the press."""
