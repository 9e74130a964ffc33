"""How sure we are of a fact: signs of doubt, and the share of such facts that was right."""
