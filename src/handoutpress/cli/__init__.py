"""The command line: thin commands over the press and the library."""
