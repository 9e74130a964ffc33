"""What a run prints at its end."""

from typing import TYPE_CHECKING

from cli.output import print_table

if TYPE_CHECKING:
    from crawler.stats import CrawlStats


def print_crawl(stats: "CrawlStats") -> None:
    """Counts per source."""
    print_table(
        "Pengumpulan menurut sumber",
        (
            "Sumber",
            "#Daftar",
            "#Tak berubah",
            "#Baru",
            "#Diambil",
            "#Sudah ada",
            "#Gagal",
            "#Permintaan",
            "#KB",
        ),
        [
            (
                slug,
                *(
                    str(n)
                    for n in (s.listings, s.unchanged, s.discovered, s.fetched, s.known, s.failed, s.requests)
                ),
                str(s.bytes // 1024),
            )
            for slug, s in sorted(stats.sources.items())
        ],
    )
