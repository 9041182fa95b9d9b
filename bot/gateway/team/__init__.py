"""The team's own pages: who may read them, and the session that says so."""
