"""The sandbox: what Azure and Kubernetes would say to a request, on this machine alone."""
