"""Component resources: one a file, composed by `platform` and `stamp`."""
