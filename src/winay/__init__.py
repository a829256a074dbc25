"""Winay: community-driven economic-inclusion programs, from the choice of areas to the measured impact."""

__version__ = "0.0.1"
