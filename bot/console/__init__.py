"""The command line's words and arguments: what each verb takes, and its help in French."""
