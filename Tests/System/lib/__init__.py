"""Helpers that start the built program and look at it from outside."""
