"""What the service is good for: events without text, feedback, indicators, the public page of statistics."""
