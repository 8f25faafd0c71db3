"""Takes named sets of Debian packages from the archive, by lock, and says where each came from."""
