"""What is done with a tenant: whose it is, what is in it, code in and out. It knows no screen."""
