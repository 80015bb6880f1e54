"""What is decided before anything is declared: what is live, where its traffic goes, and which edits must wait."""
