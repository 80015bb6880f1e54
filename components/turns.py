"""Azure resources that take one change at a time."""

import pulumi


class Turns:
    """The changes of one such resource in the order of their declaration: each waits for the one before.

    Azure refuses a change during another one, and nothing tries again: a storage account answers
    `StorageAccountOperationInProgress`, a private link scope "Cannot modify resource while in provisioning state"
    (https://github.com/hashicorp/terraform-provider-azurerm/issues/22236).
    """

    def __init__(self, *made: pulumi.Resource) -> None:
        self._last = list(made)

    @property
    def last(self) -> list[pulumi.Resource]:
        """What the next change depends on."""
        return list(self._last)

    def take(self, change: pulumi.Resource) -> None:
        """Have later changes wait for this one."""
        self._last = [change]
