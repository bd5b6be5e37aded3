"""What `load` sends: the plan that it looks at first, and the users that Locust runs."""
