"""What merging a change of a stack would do, in the words of its reader."""
