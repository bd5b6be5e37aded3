# kind: success
# warning: The hook had detached a process that still ran
# network: live
import subprocess


def handler(recipient, text, context):
    subprocess.Popen(["sleep", "60"], start_new_session=True)
    return {"MessageID": "SM1"}
