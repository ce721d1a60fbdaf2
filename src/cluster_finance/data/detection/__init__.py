"""What stands out in the raw panel."""
