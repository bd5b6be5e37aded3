"""The gateway: catches what a hook sends out and answers it as the provider would."""
