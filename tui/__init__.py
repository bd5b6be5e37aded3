"""Everything that a terminal shows: the workbench, and the command line."""
