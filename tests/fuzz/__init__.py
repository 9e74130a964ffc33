"""Fuzzing of what reads strangers' bytes: targets with properties, a corpus, and inputs that once broke something."""
