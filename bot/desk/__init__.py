"""The desk: a call as a script and a form over the door files, looking tickets up, notices of the day. Knows no HTTP."""
