"""What people decide: the codebook, the marks on passages, and the files that hold them."""
