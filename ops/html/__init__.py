"""A preview or a diff as one HTML file that needs no network, no server and no other file."""
