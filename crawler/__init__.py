"""Pages in: source entries, discovery, polite fetching."""
