"""Exit statuses that a child and its supervisor agree on."""

NO_USE_RESTARTING = 78
"""EX_CONFIG of sysexits.h: what is wrong stays wrong until somebody changes it."""
