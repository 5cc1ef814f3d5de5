"""The engine of the page: requests, sessions, security, rendering and work in the background."""
