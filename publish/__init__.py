"""What leaves the private store: public rows, releases, reports, charts, citations."""
