"""Tests of the components: each runs in process against the sandbox."""
