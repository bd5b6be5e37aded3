"""Sessions on disk: TOML without loss, checked and atomic writes, a folder as a library."""
