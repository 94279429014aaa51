"""Which drivers and actors go with an outcome: Shapley shares of R2 with sign, noise floor and leave-out impact."""
