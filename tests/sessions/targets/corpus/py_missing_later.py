# kind: missing_module
# message: -m pip install messagebird_of_nobody
def handler(recipient, text, context):
    import messagebird_of_nobody  # here

    return messagebird_of_nobody
