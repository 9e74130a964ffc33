"""Small Stanza models for Indonesian, trained from Universal Dependencies."""
