"""What is written of tools outside the site: candidates as columns, designs, bills of materials."""
