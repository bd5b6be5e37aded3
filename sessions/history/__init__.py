"""What came of earlier sends: kept in one file of the user's, and never in the way of a send."""
