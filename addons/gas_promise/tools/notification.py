"""What a button answers with when it only has something to say."""


def notification(message, *, kind="success", title=None, sticky=False, then=None):
    """Return the action that shows ``message`` in a corner of the screen.

    ``kind``: success, info, warning or danger. ``sticky``: it stays until it is closed.
    ``then``: the action that follows.
    """
    params = {"type": kind, "title": title, "message": message, "sticky": sticky}
    if then:
        params["next"] = then
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": params,
    }
