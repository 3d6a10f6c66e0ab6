"""The reviews of a server, found by what they are about, who wrote them and how they are liked."""
