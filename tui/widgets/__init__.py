"""Parts of screens: the form and its fields, the session list, the outcome pane."""
