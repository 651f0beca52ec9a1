"""Appeals: whom a decision concerns has it looked at once more, by somebody else."""
