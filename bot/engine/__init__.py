"""All that imports rasa: graph components, launcher, training, intent evaluation."""
