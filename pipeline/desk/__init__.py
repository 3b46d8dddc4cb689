"""The browser desk: the office looks, filters, corrects and downloads (extra ``desk``)."""
