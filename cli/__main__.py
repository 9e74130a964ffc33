"""`python -m cli`: the `pantau` command where its script is not on the path."""

from cli.main import main

main()
