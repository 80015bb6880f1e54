"""The stack config: what one stack declares, checked as a whole before anything is built."""
