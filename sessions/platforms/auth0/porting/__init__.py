"""How does a hook become an Action? Its text in, an Action's text and what to look at out.

Everything but this module imports tree-sitter, which comes with the extra `port`.
"""
