"""The gazetteer, regions named in a text, and the place of a story."""
