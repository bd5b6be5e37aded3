"""Which payload does a target fail on, of those that the platform may send? (The extra `fuzz`.)"""
