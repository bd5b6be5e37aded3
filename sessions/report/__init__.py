"""What a replay came to, for programs and for people."""
