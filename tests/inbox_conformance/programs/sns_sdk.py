import os

import boto3

client = boto3.client(  # AWS_ENDPOINT_URL_SNS
    "sns",
    region_name="eu-west-1",
    aws_access_key_id="AKIAEXAMPLE",
    aws_secret_access_key="s3cret-token",
)
print(client.publish(PhoneNumber=os.environ["TO"], Message=os.environ["TEXT"])["MessageId"])
