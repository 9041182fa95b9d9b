"""Questions on services: the file's own words, the nearest thing that it says, or honestly not, with whom to ask."""
