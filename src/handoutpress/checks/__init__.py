"""Checks: what is wrong, or could be better, in a library's files, before anything is printed."""
