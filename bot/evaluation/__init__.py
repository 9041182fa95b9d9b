"""Measures of quality and speed, on sets that only measure."""
