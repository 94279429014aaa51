"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """argon2id with the second of RFC 9106's recommendations in a smaller memory: 19 MiB, so that many people may sign in at once."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
