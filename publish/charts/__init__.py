"""Charts of series: what is drawn, how it looks, and what may be said under it."""
