"""Secrets: where their values come from, and how neither they nor credentials are shown."""
