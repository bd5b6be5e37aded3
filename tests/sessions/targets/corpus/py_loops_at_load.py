# kind: timeout_busy
# message: still being loaded
# timeout: 0.2
while True:
    pass
