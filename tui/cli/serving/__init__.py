"""The workbench in the browser: who may come in, the page, and a terminal for each."""
