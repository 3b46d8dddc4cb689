"""Work of a night that several workers share: what there is to do, and the queue that hands it out."""
