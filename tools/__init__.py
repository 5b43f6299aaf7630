"""Generators of the files that the package ships."""
