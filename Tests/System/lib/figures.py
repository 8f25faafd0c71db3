"""Measured figures, shown at the end of a run even when all is well."""

said = []


def figure(text):
    """Prints a line with a measured value, now and in the summary."""
    print(text)
    said.append(text)
