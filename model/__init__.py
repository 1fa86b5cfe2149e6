"""Rubricate without a screen: articles, codebook, labels, learning."""

__version__ = "0.1.0"
