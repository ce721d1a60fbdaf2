"""A module a batch of exhibits; a batch shares its inputs."""
