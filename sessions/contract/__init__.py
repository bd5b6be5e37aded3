"""Values that every room knows: invocation, outcome and what they are made of. No I/O."""
