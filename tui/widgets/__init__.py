"""Widgets: take and show data; they never open a file, train or query a store."""
