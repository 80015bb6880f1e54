"""Tests of what is decided before anything is declared."""
