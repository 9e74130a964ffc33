"""Administrative regions of Indonesia."""

from models.base import Record


class Region(Record):
    """A province, kabupaten or kota by Kepmendagri 300.2.2-2138/2025."""

    code: str
    """Kemendagri code: `11` for a province, `11.01` for a kabupaten or kota, `ID` for the country."""
    name: str
    """Official name with its prefix: `Kabupaten Ende`, `Kota Jambi`, `Kota Administrasi Jakarta Barat`."""
    province_code: str | None
    """Code of the province; null for the country."""
    population: int | None
    """Inhabitants by the same decree; null where not given."""
