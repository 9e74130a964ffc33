"""What leaves the private store: everything that readers without an account, releases, reports and feeds show."""
