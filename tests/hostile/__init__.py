"""A project folder as an attacker would send it, made anew for each test, and the real program on it."""
