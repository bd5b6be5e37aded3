"""The pictures of the README, taken of the app itself: `make pictures`."""
