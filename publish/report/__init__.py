"""The report: what a period's articles say in numbers and words, as a page and as a document to print."""
