"""The terminal program: command line, app, screens, widgets."""
