"""What `replay` does beside sending: it accepts, compares instances, reports, watches."""
