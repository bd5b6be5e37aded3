"""What `port` does beside porting: it reads and writes a folder, and proves the Action."""
