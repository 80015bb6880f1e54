"""What a preview costs: `python -m bench`."""
