"""The demo of the MFA flow: what its screen and its script have in common."""
