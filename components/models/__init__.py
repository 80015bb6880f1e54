"""What serves a model in a stamp: endpoints on Azure ML and on AKS, with all that is theirs."""
