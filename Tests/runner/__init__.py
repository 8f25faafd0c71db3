"""Runs every check of the project in lanes; see Tests/run."""
