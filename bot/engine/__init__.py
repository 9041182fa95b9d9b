"""All that imports rasa: graph components, launcher, training, intent evaluation.

Rasa reads these variables when it is imported, and every module of this package is imported after this one.
"""

import os

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
