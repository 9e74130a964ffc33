"""Pages and texts to clean articles: metadata, dateline, furniture, bylines."""
