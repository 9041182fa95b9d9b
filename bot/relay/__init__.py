"""From a person who asks for somebody to those who answer: a queue that loses nothing, and what empties it."""
