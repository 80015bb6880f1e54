"""Tests of the endpoints that serve models."""
