"""What changes tools: desks are opened, tools are run, designs are saved, long work is started and done."""
