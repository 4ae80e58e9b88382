"""Loket: one counter for citizens, call-centre staff, executors and ministries."""
