"""The rules: a module a service; `policies.pack` finds every rule in every module."""
