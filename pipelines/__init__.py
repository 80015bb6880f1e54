"""What the pipelines run beside `make` and `python -m ops`: nothing here needs more than Python itself."""
