# pypi: boto3
# provider: sns
# secrets: AWS_ID AWS_KEY
import boto3
from botocore.config import Config


def handler(recipient, text, context):
    secrets = context["webtask"]["secrets"]
    timeout = int(secrets["TIMEOUT_MS"]) / 1000
    sns = boto3.client(
        "sns",
        region_name="eu-west-1",
        aws_access_key_id=secrets["AWS_ID"],
        aws_secret_access_key=secrets["AWS_KEY"],
        config=Config(
            read_timeout=timeout, connect_timeout=timeout, retries={"total_max_attempts": 1}
        ),
    )
    return {"MessageID": sns.publish(PhoneNumber=recipient, Message=text)["MessageId"]}
