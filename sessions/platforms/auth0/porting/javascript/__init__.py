"""How is JavaScript read, and changed by its spans? It knows no hook."""
