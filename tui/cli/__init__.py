"""The command line: `rubricate` and its commands, a module each. Each imports what it needs when it runs."""

from tui.cli.entry import main

__all__ = ["main"]
