"""Which keys do what: their names, presets, the user's own, and what is pressed."""
