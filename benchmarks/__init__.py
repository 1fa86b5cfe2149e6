"""Measurements on labelled data sets that are not a part of the project."""
