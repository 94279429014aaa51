"""What the scorecard reads and writes outside the database: its frames as files, its report, its pages for the board."""
