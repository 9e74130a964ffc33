"""What leaves the private store."""
