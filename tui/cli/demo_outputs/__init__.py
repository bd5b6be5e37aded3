"""How the demo is written instead of shown: as a script of plain text, as a recording."""
