"""The parts of the desk, in the order of its menu."""

from publish.language import marked

__all__ = ["NAVIGATION", "marked"]

NAVIGATION = (
    ("/search", marked("Cari")),
    ("/officials", marked("Pejabat")),
    ("/agencies", marked("Lembaga")),
    ("/regions", marked("Wilayah")),
    ("/trends", marked("Tren")),
    ("/conflicts", marked("Pertentangan")),
    ("/review", marked("Tinjauan")),
    ("/sources", marked("Sumber")),
    ("/quality", marked("Mutu")),
    ("/help", marked("Bantuan")),
)
"""Path and label of each part."""
