"""Service Bus: the work queues that drive scaling."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.types import QueueName


class QueueConfig(Section):
    """One queue."""

    max_delivery_count: Annotated[int, Field(ge=1, le=2000)] = 10
    """Deliveries after which a message moves to the dead-letter queue."""

    lock_seconds: Annotated[int, Field(ge=5, le=300)] = 60
    """Seconds that a receiver holds a message before it is delivered again."""

    time_to_live_days: Annotated[int, Field(ge=1, le=365)] = 14
    """Days after which a message moves to the dead-letter queue."""


class MessagingConfig(Section):
    """The Service Bus namespace of each stamp."""

    sku: Literal["Standard", "Premium"] = "Premium"
    """Private endpoints need `Premium`."""

    capacity: Literal[1, 2, 4, 8, 16] = 1
    """Messaging units of a Premium namespace."""

    queues: dict[QueueName, QueueConfig] = Field(default_factory=dict)
    """Queues of every stamp, by name."""
