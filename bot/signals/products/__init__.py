"""Products for ministries and executors: reports in which every figure can be traced to its signals."""
