"""Folders of auth0-deploy-cli, a tenant's hooks and Actions as files: PLATFORM.md
"Folders of auth0-deploy-cli"."""
