"""What `offhook tenant` does, a module for each verb. They know no other command."""
