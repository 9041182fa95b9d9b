"""The product itself: from a need of a collectivité to a short list of public digital services."""
