"""Who said what: direct and indirect speech with its speaker."""
