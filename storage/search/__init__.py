"""Full text over headlines and statements, with the same answer on SQLite and PostgreSQL.

`stems` makes words and stems of a text, `rows` keeps them in one column a searched row, `language` reads a query,
`patterns` turns it into the query language of a back end, `asking` puts it, `finding` makes the page of rows, and
`snippets` shows where the words stand.
"""
