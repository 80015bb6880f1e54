"""Tests of the whole program, previewed in process against the sandbox."""
