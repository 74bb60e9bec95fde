"""Speed beside peers and beside the machine's limit, in one run (`make bench`)."""
