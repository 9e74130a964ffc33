"""Indonesian numbers: digits, words and mixtures."""
