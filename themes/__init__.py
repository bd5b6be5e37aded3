"""Color themes of offhook, one TOML file each."""
