"""What public texts have in common, whoever makes or shows them."""

MASK = "[disamarkan]"
"""Stands for what could identify a private person."""
LONGEST_QUOTE = 200
"""Characters of a quote that leave the private store."""
