"""How a part is removed whose whole Azure deletes with all that is in it."""

import pulumi


def goes_with(whole: pulumi.Resource, *, protected: bool) -> pulumi.Resource | None:
    """What a part on Azure is given as `deleted_with`: `whole`, or None where that is protected.

    A forced `pulumi destroy` stops at what is protected, but has by then taken out of its state, without a word to
    Azure, what would have been deleted with it: the next `up` could not make that again. So the parts of what stays are
    deleted by requests of their own, which Azure refuses where the part is in use. ADR 10.
    """
    return None if protected else whole
