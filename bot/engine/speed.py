"""Makes Rasa start faster."""

import sys


def before_tensorflow() -> None:
    """TensorFlow Lite imports jax for two seconds when it is installed, and does without it when it isn't."""
    if "tensorflow" not in sys.modules:
        sys.modules.setdefault("jax", None)  # type: ignore[arg-type]
