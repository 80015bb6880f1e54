"""Names that the platform keeps for itself among those of the models."""

GATEWAY = "gateway"
"""The gateway, beside the models of a stamp."""

GPU_PLUGIN = "gpu"
"""NVIDIA's device plugin, beside the models of a stamp."""

PREDICTIONS = "predictions"
"""What batch jobs have written, beside the models of a stamp."""

BESIDE_MODELS = (GATEWAY, GPU_PLUGIN, PREDICTIONS)
"""No model is called so: in the names of resources and in reports, it would look like the platform's own part."""
