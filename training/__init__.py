"""The recipe of the accurate coder: a small transformer, fine-tuned on coded texts. Not shipped; see README.md."""
