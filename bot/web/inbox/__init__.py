"""`/uitvoerder/`: the inbox of an organisation, and the coordinator's."""
