"""What several commands share: options, inputs, streams, exit statuses. It knows no command."""
