"""What a reviewer's correction needs beside the database."""

from functools import cache


@cache
def known_regions() -> dict[str, str]:
    """Names of the regions of today by Kemendagri code, `ID` for the country."""
    from extract.regions.gazetteer import COUNTRY, gazetteer

    return {COUNTRY.code: COUNTRY.name} | {
        region.code: region.name for region in gazetteer().regions.values()
    }
