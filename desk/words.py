"""Codes in words: what a reader sees in place of `cumulative_since` or `women_child_protection`."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from desk.navigation import marked
from models.claims import ConflictRule, CreditKind, LeftOut
from models.trends import Basis, TrendFlag
from models.vocabulary import (
    Age,
    AgencyType,
    DateKind,
    FigureTopic,
    FigureUnit,
    OfficialKind,
    PeriodKind,
    RegionKind,
    ReviewAction,
    ReviewStatus,
    Sex,
    StatementKind,
    SubjectKind,
    Terms,
    Topic,
)
from publish import words

Translate = Callable[[str], str]

WORDS: dict[type[StrEnum], dict[Any, str]] = {
    Topic: {
        Topic.PENINDAKAN: marked("penindakan"),
        Topic.PENCEGAHAN: marked("pencegahan"),
        Topic.PENANGANAN_KORBAN: marked("penanganan korban"),
        Topic.PERADILAN: marked("peradilan"),
        Topic.KEBIJAKAN: marked("kebijakan"),
        Topic.STATISTIK: marked("statistik"),
    },
    AgencyType: {
        AgencyType.POLICE: marked("kepolisian"),
        AgencyType.PROSECUTOR: marked("kejaksaan"),
        AgencyType.COURT: marked("pengadilan"),
        AgencyType.IMMIGRATION: marked("imigrasi"),
        AgencyType.MIGRANT_WORKER_PROTECTION: marked("pelindungan pekerja migran"),
        AgencyType.WOMEN_CHILD_PROTECTION: marked("perlindungan perempuan dan anak"),
        AgencyType.SOCIAL_AFFAIRS: marked("sosial"),
        AgencyType.MANPOWER: marked("ketenagakerjaan"),
        AgencyType.LOCAL_GOVERNMENT: marked("pemerintah daerah"),
        AgencyType.MINISTRY: marked("kementerian"),
        AgencyType.LEGISLATURE: marked("legislatif"),
        AgencyType.MILITARY: marked("militer"),
        AgencyType.TASK_FORCE: marked("gugus tugas atau satgas"),
        AgencyType.NGO: marked("lembaga swadaya masyarakat"),
        AgencyType.HEALTH: marked("kesehatan"),
        AgencyType.OTHER: marked("lembaga lain"),
    },
    OfficialKind: {
        OfficialKind.OFFICIAL: marked("pejabat negara"),
        OfficialKind.OTHER: marked("bukan pejabat negara"),
    },
    FigureUnit: words.UNITS,
    FigureTopic: words.TOPICS,
    PeriodKind: words.PERIODS,
    DateKind: {
        DateKind.STATEMENT: marked("hari sesuatu diucapkan"),
        DateKind.EVENT: marked("hari sesuatu terjadi"),
        DateKind.PERIOD: marked("masa hitung"),
        DateKind.OTHER: marked("tanggal lain"),
    },
    Sex: words.SEXES,
    Age: words.AGES,
    StatementKind: {
        StatementKind.DIRECT: marked("kutipan langsung"),
        StatementKind.INDIRECT: marked("kutipan tidak langsung"),
    },
    ReviewStatus: {
        ReviewStatus.ACCEPTED: marked("diterima"),
        ReviewStatus.CORRECTED: marked("diperbaiki"),
        ReviewStatus.REJECTED: marked("ditolak"),
    },
    ReviewAction: {
        ReviewAction.ACCEPT: marked("menerima"),
        ReviewAction.CORRECT: marked("memperbaiki"),
        ReviewAction.REJECT: marked("menolak"),
        ReviewAction.MERGE: marked("menggabungkan"),
        ReviewAction.SPLIT: marked("memisahkan"),
        ReviewAction.COMMENT: marked("mencatat"),
    },
    Terms: {
        Terms.OPEN: marked("terbuka"),
        Terms.ASK: marked("perlu izin"),
        Terms.RESERVED: marked("pengumpulan dilarang tanpa izin"),
        Terms.BLOCKED: marked("tidak dikumpulkan"),
    },
    SubjectKind: {
        SubjectKind.OFFICIAL: marked("pejabat dalam berita"),
        SubjectKind.AGENCY: marked("lembaga dalam berita"),
        SubjectKind.DATE: marked("tanggal"),
        SubjectKind.FIGURE: marked("angka"),
        SubjectKind.STATEMENT: marked("pernyataan"),
        SubjectKind.LAW: marked("aturan"),
        SubjectKind.EXPOSURE: marked("kata yang dapat mengenali orang"),
        SubjectKind.PERSON: marked("pejabat"),
        SubjectKind.ORGANIZATION: marked("lembaga"),
        SubjectKind.STORY: marked("cerita"),
        SubjectKind.CONFLICT: marked("pertentangan"),
    },
    RegionKind: {
        RegionKind.COUNTRY: marked("negara"),
        RegionKind.PROVINCE: marked("provinsi"),
        RegionKind.KABUPATEN: marked("kabupaten"),
        RegionKind.KOTA: marked("kota"),
    },
    CreditKind: words.CREDITS,
    ConflictRule: words.RULES,
    LeftOut: words.LEFT_OUT,
    Basis: words.BASES,
    TrendFlag: words.FLAGS,
}
"""The Indonesian words of each code, by vocabulary."""


STATES = {
    "running": marked("sedang berjalan"),
    "finished": marked("selesai"),
    "failed": marked("gagal"),
    "interrupted": marked("terputus"),
}
"""How a run stands."""


FIELDS = {
    "value": marked("nilai"),
    "value_max": marked("nilai tertinggi"),
    "is_approximate": marked("kira-kira"),
    "unit": marked("satuan"),
    "topic": marked("topik"),
    "sex": marked("jenis kelamin"),
    "age": marked("umur"),
    "region_code": marked("kode wilayah"),
    "period_start": marked("hari pertama"),
    "period_end": marked("hari terakhir"),
    "period_kind": marked("jenis masa"),
    "credited_to": marked("kata siapa"),
    "speaker": marked("penutur"),
    "kind": marked("jenis"),
    "cue": marked("kata lapor"),
    "said_on": marked("diucapkan pada"),
    "name": marked("nama"),
    "title": marked("jabatan"),
    "rank": marked("pangkat"),
    "agency": marked("lembaga"),
    "acronym": marked("singkatan"),
    "type": marked("jenis"),
    "first_on": marked("hari pertama"),
    "last_on": marked("hari terakhir"),
    "number": marked("nomor"),
    "year": marked("tahun"),
    "article": marked("pasal"),
    "is_inferred": marked("disimpulkan"),
    "is_doubtful": marked("meragukan"),
}
"""What a reviewer may correct."""


def word(translate: Translate, code: StrEnum | None) -> str:
    """A code in words of the page's language; nothing for null."""
    return "" if code is None else translate(WORDS[type(code)][code])


def period(
    translate: Translate,
    day: Callable[[date, str], str],
    start: date | None,
    end: date | None,
    kind: PeriodKind,
) -> str:
    """A counting period in words."""
    if start is None or end is None:
        return translate(marked("satu peristiwa"))
    if kind is PeriodKind.CUMULATIVE_SINCE:
        words = translate(marked("sejak %(first)s sampai %(last)s"))
        return words % {"first": day(start, "medium"), "last": day(end, "medium")}
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if kind is PeriodKind.YEAR_TO_DATE:
        words = translate(marked("%(year)s sampai %(last)s"))
        return words % {"year": start.year, "last": day(end, "medium")}
    return day(start, "medium") if start == end else f"{day(start, 'medium')} – {day(end, 'medium')}"
