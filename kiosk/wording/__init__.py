"""What an answer says when there is no room, text that fits, and text that breaks no markup."""
