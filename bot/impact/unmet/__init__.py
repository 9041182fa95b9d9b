"""Unmet needs: what got nothing, refused lists and bad feedback, grouped by meaning for the team.

The texts stay where they are, in the transcripts: a group only points at them, and they leave it when they are erased.
"""
