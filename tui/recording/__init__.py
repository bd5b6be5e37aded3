"""Recordings of the screen, and pictures of it: what was drawn, as files for other programs."""
