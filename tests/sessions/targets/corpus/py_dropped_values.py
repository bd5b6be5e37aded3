# kind: success
# warning: response.list[1] is nan: JSON makes it null.
def handler(recipient, text, context):
    return {"list": [1, float("nan")], "pair": (1, 2), 3: "three"}
