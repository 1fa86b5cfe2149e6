"""Screens: what is seen at one time; each says which state it holds."""
