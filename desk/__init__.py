"""The desk: the web pages on which researchers search, see, correct and cite."""
