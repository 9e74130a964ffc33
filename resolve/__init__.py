"""Facts to things: which articles tell one story, which names mean one person or agency, which figures one claim.

Pure: records in, records out. No database, no network.
"""
