"""Upkeep of the catalogue: what the sources say now against what the files hold, dead links, drafts of new files.

Facts only are taken from the sources: no sentence of a page is kept or written anywhere.
"""
