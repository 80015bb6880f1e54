"""The pipelines: valid, linted, safe for forks, and made of commands that are there."""
