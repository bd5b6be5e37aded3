# kind: timeout_busy
# message: it was still computing
# timeout: 0.2
def handler(recipient, text, context, cb):
    while len("".join(sorted(text * 50))) > 1:  # here
        continue
