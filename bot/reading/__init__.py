"""What a message says, read in its context: pure, of standard types."""
