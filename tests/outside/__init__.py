"""What scanners of others say of the stacks: a judge that nobody here has written."""
