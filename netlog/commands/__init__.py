"""What can be said to netlog: one module for each verb, or for a few that belong together."""
