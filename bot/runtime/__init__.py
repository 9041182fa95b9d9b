"""Running the product: one supervisor, its children, their logs."""

__all__ = ["serve"]


def serve() -> int:
    """``orientation serve``: see :func:`bot.runtime.processes.serve`.

    Imported at the call: every child imports this package for its logs, and needs nothing of the supervisor.
    """
    from bot.runtime.processes import serve as run

    return run()
