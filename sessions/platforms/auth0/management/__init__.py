"""The wire of Auth0's Management API v2: paths, shapes, and what each error is.
PLATFORM.md "Management API".

It keeps no credentials and no state: `sessions.tenant` does what is done with it.
"""
