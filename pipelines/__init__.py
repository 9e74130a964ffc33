"""The stages joined: crawl into the store, process stored pages, the weekly run."""
