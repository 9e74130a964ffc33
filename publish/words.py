"""What codes are called where people read them; the English stands in the catalogues."""

from decimal import Decimal

from models.claims import ConflictRule, CreditKind, FlagKind, LeftOut
from models.trends import Area, Basis, Step, TrendFlag
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex
from publish.language import Speech, marked

UNITS = {
    FigureUnit.KASUS: marked("kasus"),
    FigureUnit.KORBAN: marked("korban"),
    FigureUnit.TERSANGKA: marked("tersangka"),
    FigureUnit.PELAKU: marked("pelaku"),
    FigureUnit.LAPORAN: marked("laporan"),
    FigureUnit.ORANG: marked("orang"),
    FigureUnit.PERSEN: marked("persen"),
    FigureUnit.RUPIAH: marked("rupiah"),
    FigureUnit.TAHUN_PENJARA: marked("tahun penjara"),
    FigureUnit.LAINNYA: marked("satuan lain"),
}
TOPICS = {
    FigureTopic.TPPO: marked("TPPO"),
    FigureTopic.KEKERASAN_PEREMPUAN: marked("kekerasan terhadap perempuan"),
    FigureTopic.KEKERASAN_ANAK: marked("kekerasan terhadap anak"),
    FigureTopic.KEKERASAN_PEREMPUAN_ANAK: marked("kekerasan terhadap perempuan dan anak"),
    FigureTopic.PMI_NONPROSEDURAL: marked("pekerja migran nonprosedural"),
    FigureTopic.LAINNYA: marked("topik lain"),
}
SEXES = {Sex.PEREMPUAN: marked("perempuan"), Sex.LAKI_LAKI: marked("laki-laki")}
AGES = {Age.ANAK: marked("anak"), Age.DEWASA: marked("dewasa")}
STEPS = {
    Step.MONTH: marked("per bulan"),
    Step.QUARTER: marked("per triwulan"),
    Step.YEAR: marked("per tahun"),
}
AREAS = {Area.PROVINCE: marked("provinsi"), Area.REGENCY: marked("kabupaten dan kota")}
BASES = {
    Basis.INCIDENT: marked("peristiwa, dijumlahkan"),
    Basis.CUMULATIVE: marked("selisih laporan kumulatif"),
    Basis.RANGE: marked("selisih laporan rentang waktu"),
    Basis.CALENDAR_YEAR: marked("angka tahunan, seperti dikatakan"),
}
PERIODS = {
    PeriodKind.CUMULATIVE_SINCE: marked("kumulatif sejak suatu hari"),
    PeriodKind.YEAR_TO_DATE: marked("sejak awal tahun"),
    PeriodKind.CALENDAR_YEAR: marked("tahun penuh"),
    PeriodKind.RANGE: marked("rentang waktu"),
    PeriodKind.INCIDENT: marked("satu peristiwa"),
}
LETTERS = {
    TrendFlag.RESET: "R",
    TrendFlag.CONFLICT: "!",
    TrendFlag.DECIDED: "v",
    TrendFlag.INCOMPLETE: "t",
    TrendFlag.SPANS: "b",
    TrendFlag.APPROXIMATE: "±",
    TrendFlag.LEFT_OUT: "x",
    TrendFlag.REGENCIES_ONLY: "k",
    TrendFlag.NOT_SUMMABLE: "n",
    TrendFlag.SUPPRESSED: "s",
}
"""What stands beside a number in a chart; the same in both languages."""
FLAGS = {
    TrendFlag.RESET: marked("hitungan dimulai lagi"),
    TrendFlag.CONFLICT: marked("ada angka bertentangan"),
    TrendFlag.DECIDED: marked("dipilih dari angka yang berbeda"),
    TrendFlag.INCOMPLETE: marked("periode tidak penuh"),
    TrendFlag.SPANS: marked("beberapa periode"),
    TrendFlag.APPROXIMATE: marked("perkiraan"),
    TrendFlag.LEFT_OUT: marked("ada yang tidak dihitung"),
    TrendFlag.REGENCIES_ONLY: marked("hanya kabupaten/kota"),
    TrendFlag.NOT_SUMMABLE: marked("tidak boleh dijumlahkan"),
    TrendFlag.SUPPRESSED: marked("tidak ditampilkan, terlalu sedikit orang"),
}
MEANINGS = {
    TrendFlag.RESET: marked(
        "Laporan yang lebih baru menyebut angka lebih kecil: hitungan dimulai lagi, selisih itu tidak dihitung."
    ),
    TrendFlag.CONFLICT: marked(
        "Ada angka berbeda untuk hal yang sama dan belum ada yang memutuskan; angka itu tidak dihitung."
    ),
    TrendFlag.DECIDED: marked(
        "Ada angka berbeda untuk hal yang sama; aturan atau peninjau memilih salah satunya."
    ),
    TrendFlag.INCOMPLETE: marked("Laporannya hanya mencakup sebagian hari dari periode itu."),
    TrendFlag.SPANS: marked("Satu angka untuk beberapa periode, yang tidak dapat dibagi di antaranya."),
    TrendFlag.APPROXIMATE: marked("Sebagian angkanya disebut sebagai perkiraan."),
    TrendFlag.LEFT_OUT: marked(
        "Sebagian angka tidak dihitung: kisaran, laporan perkiraan, angka yang mustahil."
    ),
    TrendFlag.REGENCIES_ONLY: marked(
        "Hanya kabupaten dan kota yang menyebut angka; jumlahnya bukan angka provinsi."
    ),
    TrendFlag.NOT_SUMMABLE: marked("Angka bersatuan ini tidak boleh dijumlahkan atau dikurangi."),
    TrendFlag.SUPPRESSED: marked(
        "Jumlah orang yang kurang dari lima menurut jenis kelamin, usia atau kabupaten/kota, dan angka yang dapat "
        "membukanya, tidak ditampilkan kepada umum."
    ),
}
LEFT_OUT = {
    LeftOut.PART: marked("bagian dari angka yang lebih besar"),
    LeftOut.LOST: marked("angka lain yang dipilih"),
    LeftOut.OPEN: marked("bertentangan, belum diputuskan"),
    LeftOut.VAGUE: marked("ada angka yang lebih tepat"),
    LeftOut.IMPLAUSIBLE: marked("mustahil"),
}
CREDITS = {
    CreditKind.OFFICIAL: marked("sumber resmi"),
    CreditKind.QUOTE: marked("sumber lain yang disebut"),
    CreditKind.PAPER: marked("media sendiri"),
}
RULES = {
    ConflictRule.REVIEWER: marked("diputuskan peninjau"),
    ConflictRule.BETTER_SOURCE: marked("sumber yang lebih kuat: resmi, lalu yang disebut, lalu media"),
    ConflictRule.LATER_BULLETIN: marked("laporan yang lebih baru dari sumber yang setara"),
}
FLAG_KINDS = {
    FlagKind.PARTS: marked("bagian tidak sama dengan jumlah"),
    FlagKind.UNITS: marked("angka sama, satuan berbeda"),
    FlagKind.HEADLINE: marked("judul berbeda dari isi"),
    FlagKind.RATIO: marked("terlalu banyak orang per kasus"),
    FlagKind.SHARE: marked("persen dari satuan lain"),
    FlagKind.IMPLAUSIBLE: marked("angka mustahil"),
    FlagKind.REGION_MAPPED: marked("kode wilayah lama"),
    FlagKind.REGION_ABOLISHED: marked("kode wilayah dihapus"),
}


KINDS_OF_PEOPLE: dict[tuple[Sex | None, Age | None], str] = {
    (Sex.PEREMPUAN, None): marked("{unit} perempuan"),
    (Sex.LAKI_LAKI, None): marked("{unit} laki-laki"),
    (None, Age.ANAK): marked("{unit} anak"),
    (None, Age.DEWASA): marked("{unit} dewasa"),
    (Sex.PEREMPUAN, Age.ANAK): marked("{unit} perempuan anak"),
    (Sex.PEREMPUAN, Age.DEWASA): marked("{unit} perempuan dewasa"),
    (Sex.LAKI_LAKI, Age.ANAK): marked("{unit} laki-laki anak"),
    (Sex.LAKI_LAKI, Age.DEWASA): marked("{unit} laki-laki dewasa"),
}
"""What is counted with who is counted: English puts the kind before."""


def counted_unit(
    say: Speech, unit: FigureUnit, value: Decimal | None, sex: Sex | None = None, age: Age | None = None
) -> str:
    """`korban anak`; `child victim` after 1, `child victims` after any other value and after null, a range."""
    name = say.name_of(UNITS[unit], 2 if value is None else value)
    return say.said(KINDS_OF_PEOPLE[sex, age], unit=name) if sex or age else name


def subject(say: Speech, unit: FigureUnit, topic: FigureTopic, value: Decimal | None = None) -> str:
    """`korban TPPO`, `victims of human trafficking (TPPO)`; after a value of 1 `victim of ...`."""
    return say.said("{unit} {topic}", unit=counted_unit(say, unit, value), topic=say.said(TOPICS[topic]))
