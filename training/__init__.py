"""Recipes for what is fitted to data. Not part of the installed application."""
