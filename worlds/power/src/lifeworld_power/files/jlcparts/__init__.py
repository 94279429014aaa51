"""The folder that the open catalogue «jlcparts» publishes: shards of parts (.jsonl.gz), a table of attributes, a manifest."""
