"""A release: the tables in every format, with what explains, proves and cites them."""
