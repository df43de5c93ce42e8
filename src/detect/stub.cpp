namespace constat {}
