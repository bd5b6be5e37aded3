"""A replay on a screen of its own, and what a comparison shares with it: list and side by side."""
