"""What has happened: commands, events, their fold and the values it holds. Facts, no judgement."""
