"""The legal pages and ``security.txt``: templates filled from the settings; what is unset is said to be unset."""
