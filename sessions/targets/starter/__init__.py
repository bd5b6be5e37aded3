"""The built-in target: the starter code of the product document, as it stands there."""
