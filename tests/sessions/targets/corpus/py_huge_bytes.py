# kind: out_of_memory
def handler(recipient, text, context, cb):
    cb(None, bytearray(1 << 62))  # here
