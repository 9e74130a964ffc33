"""Why a search was refused, in the language of the page: what the store says of a query is English."""

import re
from collections.abc import Callable

from desk.navigation import marked
from models.errors import PantauError


class Refusal(PantauError):
    """A part of an address that cannot be read; a page says so in its own language."""

    def __init__(self, sentence: str, /, **values: str) -> None:
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values


def in_words(translate: Callable[[str], str], error: PantauError) -> str:
    """What is wrong, in the language of the page where that is known."""
    if isinstance(error, Refusal):
        return translate(error.sentence) % error.values
    for pattern, sentence in _OF_QUERIES:
        found = pattern.search(str(error))
        if found is not None:
            return translate(sentence) % found.groupdict()
    return str(error)


_OF_QUERIES = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"^search .* has \d+ characters:", marked("Pencarian ini terlalu panjang: paling banyak 1.000 huruf.")),
        (r"characters that no text can hold", marked("Pencarian ini memuat karakter rusak: ketik ulang tanpanya.")),
        (r"closes a parenthesis that was not", marked("Ada kurung tutup tanpa kurung buka: buka, atau hapus.")),
        (r"has a parenthesis that is not closed", marked("Ada kurung yang belum ditutup: tutup, atau hapus.")),
        (r"has too many parentheses", marked("Terlalu banyak kurung di dalam kurung: sederhanakan.")),
        (r"quotation mark that is not closed", marked("Ada tanda kutip yang belum ditutup: tutup, atau hapus.")),
        (
            r"only says what to leave out",
            marked("Pencarian ini hanya menyebut yang dibuang: tambahkan kata yang dicari."),
        ),
        (
            r"has OR beside something to leave out",
            marked("ATAU berdampingan dengan yang dibuang: beri tiap sisi ATAU kata yang dicari."),
        ),
        (
            r"names a field (?P<field>.+?) that is not known",
            marked("Kolom %(field)s tidak dikenal: pakai judul:, kutipan:, penutur:, jabatan: atau instansi:."),
        ),
        (r"has more than \d+ words", marked("Terlalu banyak kata: cari sebagian-sebagian.")),
        (
            r"has too short a beginning, (?P<text>.+?):",
            marked("Awal kata %(text)s terlalu pendek: tulis sedikitnya tiga huruf sebelum bintang."),
        ),
        (r"has (?P<text>.+) where a word should be", marked("%(text)s bukan kata: tambahkan huruf atau angka.")),
        (r"has no word in it", marked("Tidak ada kata untuk dicari: tulis sedikitnya satu.")),
        (
            r"lacks a word",
            marked("Ada kata yang kurang di dekat ATAU, DAN atau BUKAN: tambahkan, atau taruh di antara tanda kutip."),
        ),
        (
            r"^field (?P<field>\w+:) is no part of",
            marked("Kolom %(field)s tidak ada di daftar ini: cari di Pernyataan, atau hapus kolomnya."),
        ),
        (
            r"belongs to another search",
            marked("Tanda halaman itu milik pencarian lain: mulai dari halaman pertama pencarian ini."),
        ),
        (r"mark of the page", marked("Tanda halaman itu tidak dikenal: mulai dari halaman pertama.")),
    )
)  # fmt: skip
"""What the store says, and the same for readers."""
