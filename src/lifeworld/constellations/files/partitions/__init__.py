"""The partitioned map: files of any size to a folder of results, customers hashed into partitions, each on its own."""
