"""A real Home Assistant in this process, with a virtual home in it."""
