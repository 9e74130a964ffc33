"""The digest: what came since the last one, what failed and what needs a person, as a page, a mail and a feed entry."""
