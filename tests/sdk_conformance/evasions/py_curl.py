# warned: curl
# refused: redirected
import subprocess


def handler(recipient, text, context):
    command = ["curl", "--silent", "--max-time", "1", "http://192.0.2.1/send"]
    return subprocess.run(command, check=True, capture_output=True).returncode
