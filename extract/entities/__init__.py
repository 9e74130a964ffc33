"""People, organisations and places by a small trained model that ships with the package (`extract/weights/`)."""
