"""The inbox on a screen: what programs have sent, by number and time, on a phone."""
