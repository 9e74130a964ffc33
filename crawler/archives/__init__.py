"""Archives of the web: WARC files here, and those of Common Crawl, read as streams."""
