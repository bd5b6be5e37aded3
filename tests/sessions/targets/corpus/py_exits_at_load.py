# kind: process_exit
# message: exit with status 1
raise SystemExit("SMS_URL is not set")  # here
