"""files of partners: feeds of offers in, and segments as bytes."""
