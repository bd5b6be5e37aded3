"""What commands print that report as they go on. A room that knows no command."""
