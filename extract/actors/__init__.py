"""Who acts and speaks: officials and the agencies they stand for."""
